#include "folios.h"

#include "arena.h"
#include "offsets.h"
#include "output.h"
#include "pages.h"

#define MOST_FOLIOS 16384
#define MOST_MAPPINGS 4096
#define MAPPING_FLAGS 3 /* PAGE_MAPPING_FLAGS: anon, ksm */

struct folio *folios;
int folio_count;

static int large_labels, small_labels;
static uint64_t *mappings;
static int mapping_count;

void folios_init(void)
{
    folios = arena_take(MOST_FOLIOS * sizeof *folios);
    mappings = arena_take(MOST_MAPPINGS * sizeof *mappings);
}

void forget_folios(void)
{
    folio_count = large_labels = small_labels = mapping_count = 0;
}

void folios_begin_dump(void)
{
    for (int i = 0; i < folio_count; i++)
        folios[i].mapped = false;
}

int label_of_mapping(uint64_t mapping)
{
    for (int i = 0; i < mapping_count; i++)
        if (mappings[i] == mapping)
            return i;
    if (mapping_count == MOST_MAPPINGS)
        fatal("too many mappings");
    mappings[mapping_count] = mapping;
    return mapping_count++;
}

const char *kind_of_mapping(uint64_t mapping)
{
    switch (mapping & MAPPING_FLAGS) {
    case 1:
        return "anon";
    case 3:
        return "ksm";
    default:
        return "file";
    }
}

/* Is a known folio the one that is seen now? Once seen in this dump, it is; before that, a page frame
 * that was freed and used again shows by its size, its kind or its index. */
static bool is_same(const struct folio *known, const struct folio *seen)
{
    if (known->nr_pages != seen->nr_pages)
        return false;
    return known->mapped || (known->index == seen->index &&
                             (known->mapping & MAPPING_FLAGS) == (seen->mapping & MAPPING_FLAGS));
}

static struct folio *find_known(const struct folio *seen)
{
    for (int i = folio_count - 1; i >= 0; i--) {
        struct folio *known = &folios[i];
        if (known->state != FOLIO_KNOWN || known->pfn != seen->pfn)
            continue;
        if (is_same(known, seen))
            return known;
        known->state = FOLIO_REPLACED;
    }
    return NULL;
}

static void drop_forgotten(void)
{
    int kept = 0;
    for (int i = 0; i < folio_count; i++)
        if (folios[i].state != FOLIO_FORGOTTEN)
            folios[kept++] = folios[i];
    folio_count = kept;
    if (kept == MOST_FOLIOS)
        fatal("too many folios");
}

static struct folio *add_folio(const struct folio *seen)
{
    if (folio_count == MOST_FOLIOS)
        drop_forgotten();
    struct folio *folio = &folios[folio_count++];
    *folio = *seen;
    folio->state = FOLIO_KNOWN;
    folio->label = seen->nr_pages > 1 ? large_labels++ : small_labels++;
    return folio;
}

struct folio *folio_of(uint64_t pfn)
{
    struct folio seen = {0};
    seen.pfn = folio_head(pfn, &seen.nr_pages);
    while (1 << seen.order < seen.nr_pages)
        seen.order++;
    seen.mapping = page_u64(seen.pfn, needed_offset("p_mapping"));
    seen.index = page_u64(seen.pfn, needed_offset("p_index"));
    struct folio *folio = find_known(&seen);
    if (!folio)
        folio = add_folio(&seen);
    folio->mapping = seen.mapping;
    folio->index = seen.index;
    folio->mapped = true;
    return folio;
}

bool folio_still_exists(const struct folio *folio)
{
    int nr_pages;
    uint64_t head = folio_head(folio->pfn, &nr_pages);
    if (head != folio->pfn || nr_pages != folio->nr_pages)
        return false;
    uint64_t mapping = page_u64(head, needed_offset("p_mapping"));
    return mapping && mapping == folio->mapping &&
           page_u64(head, needed_offset("p_index")) == folio->index &&
           page_int(head, needed_offset("p_refcount")) > 0;
}
