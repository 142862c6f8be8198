/* Entries of a process's page table, as they stand in memory. */
#ifndef PAGE_TABLE_H
#define PAGE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "processes.h"

enum level {
    LEVEL_NONE,
    LEVEL_PTE,
    LEVEL_PMD,
    LEVEL_UNKNOWN, /* only pagemap knows of it */
};

struct entry {
    enum level level;
    uint64_t value;
};

/* Bits of an x86-64 entry. */
#define ENTRY_PRESENT (1UL << 0)
#define ENTRY_WRITABLE (1UL << 1)
#define ENTRY_DIRTY (1UL << 6)
#define ENTRY_HUGE (1UL << 7)       /* _PAGE_PSE */
#define ENTRY_PROT_NONE (1UL << 8)  /* _PAGE_PROTNONE, when not present */
#define ENTRY_SAVED_DIRTY (1UL << 58)

/* Forget the table that was read last. */
void page_table_forget(void);

/* Return the entry that maps an address. */
struct entry entry_of(const struct process *process, uint64_t address);

/* Is there a page behind the entry (also one that may not be accessed)? */
bool entry_maps(uint64_t value);

/* Return the page frame that an entry maps for an address. */
uint64_t pfn_of_entry(struct entry entry, uint64_t address);

#endif
