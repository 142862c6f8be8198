/* Sizes of x86-64 memory, and where the watched memory lies in every worker. */
#ifndef UNITS_H
#define UNITS_H

#define PAGE_SIZE 4096UL
#define PMD_SIZE (512 * PAGE_SIZE)
#define PAGES_PER_PMD 512

/* Regions stand at the same address in every process, so that mremap and fork leave readable traces. */
#define WATCHED_START 0x100000000000UL
#define WATCHED_SIZE (8UL << 30)
#define REGION_SLOT_SIZE (16UL << 20)

/* A private huge page of PID 1 below the watched memory: collapsing it empties the per-CPU LRU batches. */
#define DRAIN_AREA (WATCHED_START - (64UL << 20))
#define OWN_AREAS_START (WATCHED_START - (128UL << 20))

#endif
