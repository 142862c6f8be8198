/* What the kernel has on each page frame: struct page, /proc/kpageflags and /proc/kpagecount.
 *
 * Everything is read once for a dump and kept, so that all records of a step speak of one state. */
#ifndef PAGES_H
#define PAGES_H

#include <stddef.h>
#include <stdint.h>

void pages_init(void);

/* Forget what was read: the next dump reads anew. */
void pages_forget(void);

uint64_t kpageflags(uint64_t pfn);
uint64_t kpagecount(uint64_t pfn);

/* Bits of kpageflags, from include/uapi/linux/kernel-page-flags.h. */
#define KPF_BIT_COMPOUND_HEAD 15
#define KPF_BIT_COMPOUND_TAIL 16
#define KPF_BIT_ZERO_PAGE 24

/* Read a field of struct page; offsets past 64 bytes lie in the pages behind it. */
uint64_t page_u64(uint64_t pfn, long offset);
int page_int(uint64_t pfn, long offset);

/* Return the first page frame of the folio that a page is in, and the number of its pages. */
uint64_t folio_head(uint64_t pfn, int *nr_pages);

/* Keep only the bits that have a name here. */
uint64_t named_kpageflags(uint64_t flags);
void name_kpageflags(uint64_t flags, char *to, size_t size);

/* Name the bits of page->flags that this kernel has. */
void name_page_flags(uint64_t flags, char *to, size_t size);

#endif
