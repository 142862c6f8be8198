#include "dump.h"

#include <sys/mman.h>
#include <unistd.h>

#include "folios.h"
#include "output.h"
#include "page_table.h"
#include "pages.h"
#include "units.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

/* madvise_collapse() begins with lru_add_drain_all(), which is what is wanted here: pages that wait in
 * a per-CPU batch hold a reference each, and refcounts would depend on how full the batch is. */
static int drain_lru_batches(void)
{
    return madvise((void *)DRAIN_AREA, PMD_SIZE, MADV_COLLAPSE);
}

void dump_init(void)
{
    char *area = mmap((void *)DRAIN_AREA, PMD_SIZE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (area == MAP_FAILED)
        fatal("cannot map the drain area");
    if (madvise(area, PMD_SIZE, MADV_HUGEPAGE) || madvise(area, PMD_SIZE, MADV_DONTFORK))
        fatal("cannot prepare the drain area");
    area[0] = 1;
    usleep(200000); /* khugepaged makes its one scan now */
    if (drain_lru_batches())
        warn("draining by MADV_COLLAPSE fails: refcounts may have the noise of per-CPU batches");
    map_init();
    statistics_init();
}

static void dump_maps_of(struct process *process)
{
    find_kernel_process(process);
    if (!process->kernel.pgd)
        warn("no task for %s", process->name);
    for (int i = 0; i < process->region_count; i++)
        dump_map(process, &process->regions[i]);
}

void dump_state(void)
{
    (void)drain_lru_batches(); /* told once, by dump_init(): it drains also when it does not collapse */
    pages_forget();
    folios_begin_dump();
    for (int i = 0; i < process_count; i++)
        if (processes[i].alive)
            dump_maps_of(&processes[i]);
    dump_folios();
    dump_small_folios();
    for (int i = 0; i < process_count; i++)
        if (processes[i].alive)
            dump_vmas(&processes[i]);
    dump_statistics();
    emit_late_warnings();
    emit_flush();
}
