#include "processes.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "output.h"
#include "text.h"
#include "units.h"

#define MOST_REGION_NAMES (MOST_REGIONS * 4)

struct process *processes;
int process_count;

static char (*region_names)[16];
static int region_name_count;

void processes_init(void)
{
    processes = arena_take(MOST_PROCESSES * sizeof *processes);
    region_names = arena_take(MOST_REGION_NAMES * sizeof *region_names);
}

void forget_processes(void)
{
    process_count = 0;
    region_name_count = 0;
}

struct process *find_process(const char *name)
{
    for (int i = 0; i < process_count; i++)
        if (same_text(processes[i].name, name))
            return &processes[i];
    return NULL;
}

struct process *add_process(const char *name)
{
    if (process_count == MOST_PROCESSES)
        return NULL;
    struct process *process = &processes[process_count++];
    memset(process, 0, sizeof *process);
    format_text(process->name, sizeof process->name, "%s", name);
    return process;
}

int slot_of_process(const struct process *process)
{
    return (int)(process - processes);
}

struct region *find_region(struct process *process, const char *name)
{
    for (int i = 0; i < process->region_count; i++)
        if (same_text(process->regions[i].name, name))
            return &process->regions[i];
    return NULL;
}

void set_region(struct process *process, const char *name, uint64_t address, long pages)
{
    struct region *region = find_region(process, name);
    if (!region) {
        if (process->region_count == MOST_REGIONS)
            fatal("too many regions in a process");
        region = &process->regions[process->region_count++];
    }
    format_text(region->name, sizeof region->name, "%s", name);
    region->address = address;
    region->pages = pages;
}

uint64_t address_of_region_name(const char *name)
{
    int i = 0;
    while (i < region_name_count && !same_text(region_names[i], name))
        i++;
    if (i == MOST_REGION_NAMES)
        fatal("too many names of regions");
    if (i == region_name_count)
        format_text(region_names[region_name_count++], sizeof region_names[0], "%s", name);
    return WATCHED_START + (uint64_t)i * REGION_SLOT_SIZE;
}

void wait_until_gone(int pid)
{
    for (int i = 0; i < 2000; i++) {
        /* Reaps it when it is our child; when a worker forked it, init or the worker's SIG_IGN does. */
        (void)waitpid(pid, NULL, WNOHANG);
        if (kill(pid, 0) < 0 && errno == ESRCH)
            return;
        usleep(1000);
    }
    warn("process %d does not go away", pid);
}

void kill_all_processes(void)
{
    for (int i = 0; i < process_count; i++) {
        if (!processes[i].alive)
            continue;
        if (kill(processes[i].pid, SIGKILL) && errno != ESRCH)
            fatal("cannot kill a worker");
        wait_until_gone(processes[i].pid);
        processes[i].alive = false;
    }
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
}
