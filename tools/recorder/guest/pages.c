#include "pages.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "kernel_memory.h"
#include "output.h"
#include "units.h"

#define BLOCK_PAGES 512UL
#define BLOCKS_KEPT 48
#define SIZE_OF_STRUCT_PAGE 64

struct block {
    uint64_t first;
    uint64_t flags[BLOCK_PAGES], count[BLOCK_PAGES];
    unsigned char struct_pages[BLOCK_PAGES * SIZE_OF_STRUCT_PAGE];
};

static struct block *blocks;
static int blocks_used, next_replaced;
static int kpageflags_file, kpagecount_file;

void pages_init(void)
{
    blocks = arena_take(BLOCKS_KEPT * sizeof *blocks);
    kpageflags_file = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
    kpagecount_file = open("/proc/kpagecount", O_RDONLY | O_CLOEXEC);
    if (kpageflags_file < 0 || kpagecount_file < 0)
        fatal("this kernel has no /proc/kpageflags (PROC_PAGE_MONITOR)");
}

void pages_forget(void)
{
    blocks_used = 0;
}

static void read_block(struct block *block, uint64_t first)
{
    memset(block, 0, sizeof *block);
    block->first = first;
    off_t at = (off_t)(first * sizeof(uint64_t));
    if (pread(kpageflags_file, block->flags, sizeof block->flags, at) <= 0 ||
        pread(kpagecount_file, block->count, sizeof block->count, at) <= 0)
        warn_later("kpage read pfn %llx", (unsigned long long)first);
    if (kernel_read(page_address_of(first), block->struct_pages, sizeof block->struct_pages))
        warn_later("kcore vmemmap read pfn %llx", (unsigned long long)first);
}

/* Return the block a page is in. It may be replaced by the next call: copy, do not keep. */
static struct block *block_of(uint64_t pfn)
{
    uint64_t first = pfn & ~(BLOCK_PAGES - 1);
    for (int i = 0; i < blocks_used; i++)
        if (blocks[i].first == first)
            return &blocks[i];
    struct block *block = &blocks[next_replaced % BLOCKS_KEPT];
    if (blocks_used < BLOCKS_KEPT)
        block = &blocks[blocks_used++];
    else
        next_replaced++;
    read_block(block, first);
    return block;
}

uint64_t kpageflags(uint64_t pfn)
{
    return block_of(pfn)->flags[pfn % BLOCK_PAGES];
}

uint64_t kpagecount(uint64_t pfn)
{
    return block_of(pfn)->count[pfn % BLOCK_PAGES];
}

static void read_field(uint64_t pfn, long offset, void *to, size_t size)
{
    uint64_t page = pfn + (uint64_t)offset / SIZE_OF_STRUCT_PAGE;
    struct block *block = block_of(page);
    size_t at = (page % BLOCK_PAGES) * SIZE_OF_STRUCT_PAGE + (size_t)offset % SIZE_OF_STRUCT_PAGE;
    memcpy(to, block->struct_pages + at, size);
}

uint64_t page_u64(uint64_t pfn, long offset)
{
    uint64_t value;
    read_field(pfn, offset, &value, sizeof value);
    return value;
}

int page_int(uint64_t pfn, long offset)
{
    int value;
    read_field(pfn, offset, &value, sizeof value);
    return value;
}

static int is_tail(uint64_t pfn)
{
    return kpageflags(pfn) >> KPF_BIT_COMPOUND_TAIL & 1;
}

static int is_head(uint64_t pfn)
{
    return kpageflags(pfn) >> KPF_BIT_COMPOUND_HEAD & 1;
}

uint64_t folio_head(uint64_t pfn, int *nr_pages)
{
    uint64_t head = pfn;
    if (is_tail(pfn))
        while (head > (pfn & ~(BLOCK_PAGES - 1)) && !is_head(head))
            head--;
    *nr_pages = 1;
    if (is_head(head))
        while (*nr_pages < PAGES_PER_PMD && is_tail(head + (uint64_t)*nr_pages))
            ++*nr_pages;
    return head;
}
