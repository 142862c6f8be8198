/* Reading the memory of the running kernel. */
#ifndef KERNEL_MEMORY_H
#define KERNEL_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* The sizes of this kernel's address space, for the record that begins a recording. */
struct kernel_layout {
    uint64_t init_task;
    uint64_t vmemmap_base;
    uint64_t page_offset_base;
    uint64_t vmemmap_in_memory; /* what the variable said; 0 when it has no symbol */
    int segments;
};
extern struct kernel_layout kernel_layout;

/* Find symbols and bases; needs /proc. */
void kernel_memory_init(void);

/* Open /proc/kcore anew: memory that came later has segments of its own. */
void kernel_memory_reopen(void);

/* Copy from a kernel address. Return 0, or -1 when it cannot be read. */
int kernel_read(uint64_t address, void *to, size_t size);

/* Return the word at an address; NOT_READ when it cannot be read. */
uint64_t kernel_u64(uint64_t address);
#define NOT_READ 0xdead000000000000UL

/* Has an address the form of one in the kernel's half? */
int is_kernel_address(uint64_t address);

/* Return the address of struct page for a page frame number. */
uint64_t page_address_of(uint64_t pfn);

/* Return where physical memory appears in the direct map. */
uint64_t direct_map(uint64_t physical);

#endif
