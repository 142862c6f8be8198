/* The walk the processor makes, made through the direct map. */
#include "page_table.h"

#include "kernel_memory.h"
#include "output.h"
#include "units.h"

#define PHYSICAL_BITS 0x000ffffffffff000UL
#define ENTRIES 512

/* The PMD entry used last, and the table below it: neighbouring addresses share them. */
static uint64_t cached_pmd_number = ~0UL;
static uint64_t cached_pmd;
static uint64_t cached_ptes[ENTRIES];

void page_table_forget(void)
{
    cached_pmd_number = ~0UL;
}

static uint64_t read_entry(uint64_t table, uint64_t address, int shift)
{
    return kernel_u64(table + (address >> shift) % ENTRIES * sizeof(uint64_t));
}

static uint64_t table_below(uint64_t entry)
{
    return direct_map(entry & PHYSICAL_BITS);
}

/* Return the PMD entry for an address, 0 when there is no PMD table. */
static uint64_t walk_to_pmd(const struct process *process, uint64_t address)
{
    if (!process->kernel.pgd)
        return 0;
    uint64_t pgd = read_entry(process->kernel.pgd, address, 39);
    if (!(pgd & ENTRY_PRESENT))
        return 0;
    uint64_t pud = read_entry(table_below(pgd), address, 30);
    if (!(pud & ENTRY_PRESENT))
        return 0;
    return read_entry(table_below(pud), address, 21);
}

static bool is_table(uint64_t pmd)
{
    return (pmd & ENTRY_PRESENT) && !(pmd & ENTRY_HUGE);
}

static void load_pmd(const struct process *process, uint64_t address)
{
    cached_pmd_number = address / PMD_SIZE;
    cached_pmd = walk_to_pmd(process, address);
    if (is_table(cached_pmd) && kernel_read(table_below(cached_pmd), cached_ptes, sizeof cached_ptes))
        warn_later("cannot read a page table of %s", process->name);
}

struct entry entry_of(const struct process *process, uint64_t address)
{
    if (address / PMD_SIZE != cached_pmd_number)
        load_pmd(process, address);
    if (!is_table(cached_pmd))
        return (struct entry){cached_pmd ? LEVEL_PMD : LEVEL_NONE, cached_pmd};
    uint64_t pte = cached_ptes[address / PAGE_SIZE % ENTRIES];
    return (struct entry){pte ? LEVEL_PTE : LEVEL_NONE, pte};
}

bool entry_maps(uint64_t value)
{
    return value & (ENTRY_PRESENT | ENTRY_PROT_NONE);
}

uint64_t pfn_of_entry(struct entry entry, uint64_t address)
{
    /* x86 inverts the address bits of entries that are not present, PROT_NONE too, against L1TF:
     * __pte_needs_invert() in arch/x86/include/asm/pgtable-invert.h. */
    uint64_t value = entry.value & ENTRY_PRESENT ? entry.value : ~entry.value;
    uint64_t pfn = (value & PHYSICAL_BITS) / PAGE_SIZE;
    if (entry.level == LEVEL_PMD && (entry.value & ENTRY_HUGE))
        pfn = (pfn & ~(PAGES_PER_PMD - 1UL)) + address / PAGE_SIZE % PAGES_PER_PMD;
    return pfn;
}
