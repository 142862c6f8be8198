/* "small": the folios of one page, in runs that look alike. */

#include "dump.h"
#include "folios.h"
#include "offsets.h"
#include "output.h"
#include "pages.h"
#include "text.h"

struct small {
    int label;
    int mapcount, refcount;
    bool exclusive, mapped;
    uint64_t mapping;
    char flags[256];
};

static struct small read_small(const struct folio *folio)
{
    struct small small = {.label = folio->label, .mapped = folio->mapped};
    uint64_t flags = page_u64(folio->pfn, needed_offset("p_flags"));
    long exclusive = offset_of("b_anon_exclusive");
    small.mapcount = page_int(folio->pfn, needed_offset("p_mapcount"));
    small.refcount = page_int(folio->pfn, needed_offset("p_refcount"));
    small.mapping = page_u64(folio->pfn, needed_offset("p_mapping"));
    small.exclusive = exclusive >= 0 && (small.mapping & 1) && (flags >> exclusive & 1);
    name_page_flags(flags, small.flags, sizeof small.flags);
    if (small.mapping)
        (void)label_of_mapping(small.mapping); /* labels are given in the order of the pages */
    return small;
}

static bool continues_run(const struct small *first, const struct small *next, int length)
{
    return next->label == first->label + length && next->mapcount == first->mapcount &&
           next->refcount == first->refcount && next->exclusive == first->exclusive &&
           next->mapped == first->mapped && next->mapping == first->mapping &&
           same_text(next->flags, first->flags);
}

static void emit_run(const struct small *run, int length, bool first)
{
    emit("%s", first ? "{\"t\":\"small\",\"runs\":[" : ",");
    emit("[\"s%d\",%d,%d,%d,\"%s\",\"%s\",", run->label, length, run->mapcount, run->refcount, run->flags,
         run->exclusive ? "x" : "");
    if (run->mapping)
        emit("\"%s:M%d\"", kind_of_mapping(run->mapping), label_of_mapping(run->mapping));
    else
        emit("null");
    emit("%s]", run->mapped ? "" : ",\"unmapped\"");
}

void dump_small_folios(void)
{
    struct small run;
    int length = 0;
    bool first = true;
    for (int i = 0; i < folio_count; i++) {
        if (folios[i].state != FOLIO_KNOWN || folios[i].nr_pages != 1)
            continue;
        struct small small = read_small(&folios[i]);
        if (length && continues_run(&run, &small, length)) {
            length++;
            continue;
        }
        if (length) {
            emit_run(&run, length, first);
            first = false;
        }
        run = small;
        length = 1;
    }
    if (length) {
        emit_run(&run, length, first);
        emit("]}\n");
    }
}
