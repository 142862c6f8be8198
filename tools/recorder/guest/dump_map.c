/* "map": the pages of a region, in runs that look alike. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "dump.h"
#include "folios.h"
#include "output.h"
#include "page_table.h"
#include "pages.h"
#include "text.h"
#include "units.h"

/* Bits of /proc/PID/pagemap, Documentation/admin-guide/mm/pagemap.rst. */
#define PAGEMAP_PFN ((1UL << 55) - 1)
#define PAGEMAP_BIT_EXCLUSIVE 56
#define PAGEMAP_BIT_GUARD 58
#define PAGEMAP_BIT_FILE 61
#define PAGEMAP_BIT_SWAP 62
#define PAGEMAP_BIT_PRESENT 63

/* One page as a trace shows it. */
struct view {
    enum level level;
    char entry_letters[8];
    char pagemap_letters[8];
    int nr_pages; /* of its folio; 0 when there is no page */
    int label;
    int index; /* of the page in its folio */
    uint64_t count, flags;
};

static uint64_t *pagemap;

void map_init(void)
{
    pagemap = arena_take(MOST_REGION_PAGES * sizeof *pagemap);
}

static bool bit(uint64_t value, int number)
{
    return value >> number & 1;
}

static void add_letter(char *letters, char letter)
{
    size_t length = strlen(letters);
    letters[length] = letter;
    letters[length + 1] = '\0';
}

static void name_entry(uint64_t value, char *letters)
{
    if (!entry_maps(value)) {
        add_letter(letters, 's');
        return;
    }
    if (!(value & ENTRY_PRESENT))
        add_letter(letters, 'n');
    if (value & ENTRY_WRITABLE)
        add_letter(letters, 'w');
    if (value & ENTRY_DIRTY)
        add_letter(letters, 'd');
    if (value & ENTRY_SAVED_DIRTY)
        add_letter(letters, 'D');
}

static void name_pagemap(uint64_t value, char *letters)
{
    if (bit(value, PAGEMAP_BIT_SWAP))
        add_letter(letters, 's');
    if (bit(value, PAGEMAP_BIT_FILE))
        add_letter(letters, 'f');
    if (bit(value, PAGEMAP_BIT_EXCLUSIVE))
        add_letter(letters, 'x');
    if (bit(value, PAGEMAP_BIT_GUARD))
        add_letter(letters, 'g');
}

static void view_page(uint64_t pfn, struct view *view)
{
    const struct folio *folio = folio_of(pfn);
    view->nr_pages = folio->nr_pages;
    view->label = folio->label;
    view->index = (int)(pfn - folio->pfn);
    view->count = kpagecount(pfn);
    view->flags = named_kpageflags(kpageflags(pfn));
}

/* Fill in what is mapped at an address. Return false when pagemap and the page table disagree. */
static bool view_address(const struct process *process, uint64_t address, uint64_t in_pagemap, struct view *view)
{
    struct entry entry = entry_of(process, address);
    bool present = bit(in_pagemap, PAGEMAP_BIT_PRESENT);
    if (entry.level == LEVEL_NONE) {
        if (bit(in_pagemap, PAGEMAP_BIT_SWAP)) {
            view->level = LEVEL_UNKNOWN;
            add_letter(view->pagemap_letters, 's');
            return true;
        }
        return !present;
    }
    view->level = entry.level;
    name_entry(entry.value, view->entry_letters);
    name_pagemap(in_pagemap, view->pagemap_letters);
    if (!present)
        return !entry_maps(entry.value);
    uint64_t pfn = pfn_of_entry(entry, address);
    uint64_t pagemap_pfn = in_pagemap & PAGEMAP_PFN;
    view_page(pfn, view);
    return !pagemap_pfn || pagemap_pfn == pfn;
}

/* Does a page continue the folio of a run that began `distance` pages before it? */
static bool continues_folio(const struct view *first, const struct view *next, long distance)
{
    if (next->nr_pages == 0)
        return true;
    if (next->nr_pages > 1)
        return next->label == first->label && next->index == first->index + distance;
    /* a run of small folios has consecutive labels, and one of the zero page the same throughout */
    return next->label == first->label + distance ||
           (bit(next->flags, KPF_BIT_ZERO_PAGE) && next->label == first->label);
}

static bool continues_run(const struct view *first, const struct view *next, long distance)
{
    return next->level == first->level && same_text(next->entry_letters, first->entry_letters) &&
           same_text(next->pagemap_letters, first->pagemap_letters) && next->count == first->count &&
           next->flags == first->flags && next->nr_pages == first->nr_pages &&
           continues_folio(first, next, distance);
}

static const char *name_of_level(enum level level)
{
    switch (level) {
    case LEVEL_PMD:
        return "pmd";
    case LEVEL_PTE:
        return "pte";
    default:
        return "?";
    }
}

static void emit_run(long start, long length, const struct view *view, bool first)
{
    char flags[128];
    name_kpageflags(view->flags, flags, sizeof flags);
    emit("%s[%ld,%ld,", first ? "" : ",", start, length);
    if (view->nr_pages)
        emit("\"%c%d\",%d", view->nr_pages > 1 ? 'L' : 's', view->label, view->index);
    else
        emit("null,0");
    emit(",\"%s\",\"%s\",\"%s\",%llu,\"%s\"]", name_of_level(view->level), view->entry_letters,
         view->pagemap_letters, (unsigned long long)view->count, flags);
}

static bool read_pagemap(const struct process *process, const struct region *region)
{
    char path[64];
    format_text(path, sizeof path, "/proc/%d/pagemap", process->pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        warn("no pagemap of %s", process->name);
        return false;
    }
    size_t size = (size_t)region->pages * sizeof *pagemap;
    memset(pagemap, 0, size);
    if (pread(file, pagemap, size, (off_t)(region->address / PAGE_SIZE * sizeof *pagemap)) < 0)
        warn_later("cannot read the pagemap of %s", process->name);
    close(file);
    return true;
}

/* Emit the runs of a region. Return false when pagemap and the page table disagree somewhere. */
static bool emit_runs(const struct process *process, const struct region *region)
{
    struct view run = {0};
    long run_start = 0;
    bool agree = true, first = true;
    page_table_forget();
    for (long page = 0; page <= region->pages; page++) {
        struct view view = {0};
        bool end = page == region->pages;
        if (!end)
            agree &= view_address(process, region->address + (uint64_t)page * PAGE_SIZE, pagemap[page], &view);
        if (!end && page > 0 && continues_run(&run, &view, page - run_start))
            continue;
        if (run.level != LEVEL_NONE) {
            emit_run(run_start, page - run_start, &run, first);
            first = false;
        }
        run = view;
        run_start = page;
    }
    return agree;
}

void dump_map(const struct process *process, const struct region *region)
{
    if (!read_pagemap(process, region))
        return;
    emit("{\"t\":\"map\",\"p\":\"%s\",\"r\":\"%s\",\"runs\":[", process->name, region->name);
    bool agree = emit_runs(process, region);
    emit("]%s}\n", agree ? "" : ",\"bad\":1");
}
