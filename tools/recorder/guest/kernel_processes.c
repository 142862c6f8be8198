/* From init_task along the list of tasks to the mm_struct of each worker. */
#include <string.h>

#include "kernel_memory.h"
#include "offsets.h"
#include "output.h"
#include "processes.h"

#define MOST_TASKS 4096

/* Return the address of the task_struct with a pid, 0 when there is none. */
static uint64_t find_task(int wanted)
{
    uint64_t tasks = (uint64_t)needed_offset("t_tasks");
    uint64_t pid_offset = (uint64_t)needed_offset("t_pid");
    uint64_t task = kernel_layout.init_task;
    for (int i = 0; i < MOST_TASKS; i++) {
        uint64_t next = kernel_u64(task + tasks);
        task = next - tasks;
        if (task == kernel_layout.init_task || !is_kernel_address(next))
            return 0;
        int pid = 0;
        if (!kernel_read(task + pid_offset, &pid, sizeof pid) && pid == wanted)
            return task;
    }
    return 0;
}

void find_kernel_process(struct process *process)
{
    struct kernel_process *found = &process->kernel;
    memset(found, 0, sizeof *found);
    uint64_t task = find_task(process->pid);
    uint64_t mm = task ? kernel_u64(task + (uint64_t)needed_offset("t_mm")) : 0;
    if (!is_kernel_address(mm)) /* 0: an exiting task has no mm any more */
        return;
    found->pgd = kernel_u64(mm + (uint64_t)needed_offset("m_pgd"));
    long mm_id = offset_of("m_mm_id");
    if (mm_id >= 0 && kernel_read(mm + (uint64_t)mm_id, &found->mm_id, sizeof found->mm_id))
        warn_later("cannot read the mm_id of %s", process->name);
}
