/* "folio" and "gone": the counters of large folios, exactly as they are stored. */
#include "dump.h"
#include "folios.h"
#include "kernel_memory.h"
#include "offsets.h"
#include "output.h"
#include "pages.h"

#define SIZE_OF_STRUCT_PAGE 64
#define MM_ID_BITS 0x7fffffffU /* the bit above is a lock, or "maybe mapped shared" */

static void emit_counter(uint64_t head, const char *offset_name, const char *name)
{
    long offset = offset_of(offset_name);
    if (offset >= 0)
        emit(",\"%s\":%d", name, page_int(head, offset));
}

static void emit_counters(uint64_t head)
{
    emit_counter(head, "f_compound_mapcount", "compound_mapcount");
    emit_counter(head, "f_entire_mapcount", "_entire_mapcount");
    emit_counter(head, "f_nr_pages_mapped", "_nr_pages_mapped");
    long offset = offset_of("f_nr_pages_mapped");
    if (offset >= 0)
        emit(",\"_nr_pages_mapped_hex\":\"0x%x\"", (unsigned)page_int(head, offset));
    emit_counter(head, "f_large_mapcount", "_large_mapcount");
    offset = offset_of("f_pincount");
    if (offset >= 0 && page_int(head, offset))
        emit_counter(head, "f_pincount", "_pincount");
}

static const char *name_of_mm(uint32_t mm_id)
{
    const char *name = "";
    for (int i = 0; i < process_count; i++)
        if (mm_id && processes[i].alive && processes[i].kernel.mm_id == mm_id)
            name = processes[i].name;
    return name;
}

/* The two slots for owners that folios have since 6.15. */
static void emit_owners(uint64_t head)
{
    long mm_id = offset_of("f_mm_id");
    if (mm_id < 0)
        return;
    uint32_t ids[2] = {(uint32_t)page_int(head, mm_id), (uint32_t)page_int(head, mm_id + 4)};
    long mapcount = needed_offset("f_mm_id_mapcount");
    emit(",\"_mm_id\":[%u,%u]", ids[0], ids[1]);
    emit(",\"_mm_id_mapcount\":[%d,%d]", page_int(head, mapcount), page_int(head, mapcount + 4));
    emit(",\"mm_owner\":[\"%s\",\"%s\"]", name_of_mm(ids[0] & MM_ID_BITS), name_of_mm(ids[1] & MM_ID_BITS));
}

/* A flag of the whole folio that is kept in the flags of its second page. */
static void emit_second_page_flag(uint64_t head, const char *offset_name, const char *name)
{
    long bit = offset_of(offset_name);
    if (bit >= 0)
        emit(",\"%s\":%d", name, (int)(page_u64(head + 1, needed_offset("p_flags")) >> bit & 1));
}

static void emit_deferred(const struct folio *folio)
{
    long offset = offset_of("f_deferred_list");
    /* folios of two pages have no such list */
    if (offset < 0 || folio->nr_pages <= 2 || offset / SIZE_OF_STRUCT_PAGE >= folio->nr_pages)
        return;
    uint64_t next = page_u64(folio->pfn, offset);
    uint64_t empty = page_address_of(folio->pfn) + (uint64_t)offset;
    /* list_del() leaves a poison value there, which is no kernel address */
    emit(",\"deferred\":%d", next != empty && is_kernel_address(next));
}

struct subpage {
    int mapcount;
    int exclusive;
};

static struct subpage read_subpage(uint64_t pfn, bool anon)
{
    long exclusive = offset_of("b_anon_exclusive");
    uint64_t flags = page_u64(pfn, needed_offset("p_flags"));
    return (struct subpage){
        .mapcount = page_int(pfn, needed_offset("p_mapcount")),
        .exclusive = anon && exclusive >= 0 && (flags >> exclusive & 1),
    };
}

static void emit_subpages(const struct folio *folio, bool anon)
{
    int start = 0;
    emit(",\"sub\":[");
    for (int page = 1; page <= folio->nr_pages; page++) {
        struct subpage run = read_subpage(folio->pfn + (uint64_t)start, anon);
        if (page < folio->nr_pages) {
            struct subpage next = read_subpage(folio->pfn + (uint64_t)page, anon);
            if (next.mapcount == run.mapcount && next.exclusive == run.exclusive)
                continue;
        }
        emit("%s[%d,%d,%d,\"%s\"]", start ? "," : "", start, page - start, run.mapcount, run.exclusive ? "x" : "");
        start = page;
    }
    emit("]");
}

static void emit_mapping(uint64_t mapping)
{
    if (mapping)
        emit(",\"mapping\":\"%s:M%d\"", kind_of_mapping(mapping), label_of_mapping(mapping));
    else
        emit(",\"mapping\":null");
}

static void emit_large(const struct folio *folio)
{
    uint64_t head = folio->pfn;
    uint64_t mapping = page_u64(head, needed_offset("p_mapping"));
    char flags[256];
    name_page_flags(page_u64(head, needed_offset("p_flags")), flags, sizeof flags);
    emit("{\"t\":\"folio\",\"f\":\"L%d\",\"pfn\":%llu,\"order\":%d,\"ref\":%d,\"flags\":\"%s\"", folio->label,
         (unsigned long long)head, folio->order, page_int(head, needed_offset("p_refcount")), flags);
    emit_mapping(mapping);
    emit(",\"index\":%lld%s", (long long)page_u64(head, needed_offset("p_index")),
         folio->mapped ? "" : ",\"unmapped\":1");
    emit_counters(head);
    emit_owners(head);
    emit_second_page_flag(head, "b_double_map", "double_map");
    emit_second_page_flag(head, "b_partially_mapped", "partially_mapped");
    emit_second_page_flag(head, "b_large_rmappable", "large_rmappable");
    emit_deferred(folio);
    emit_subpages(folio, mapping & 1);
    emit("}\n");
}

/* Small folios that went in one step, and have consecutive labels, share a record. */
struct gone_run {
    int first, count;
};

static void emit_gone(struct gone_run *run)
{
    if (run->count)
        emit("{\"t\":\"gone\",\"f\":\"s%d\",\"n\":%d}\n", run->first, run->count);
    run->count = 0;
}

static void forget_folio(struct folio *folio, struct gone_run *run)
{
    folio->state = FOLIO_FORGOTTEN;
    if (folio->nr_pages > 1) {
        emit("{\"t\":\"gone\",\"f\":\"L%d\"}\n", folio->label);
        return;
    }
    if (run->first + run->count != folio->label)
        emit_gone(run);
    if (!run->count)
        run->first = folio->label;
    run->count++;
}

void dump_folios(void)
{
    struct gone_run gone = {0};
    for (int i = 0; i < folio_count; i++) {
        struct folio *folio = &folios[i];
        if (folio->state == FOLIO_FORGOTTEN)
            continue;
        if (folio->state == FOLIO_REPLACED || (!folio->mapped && !folio_still_exists(folio)))
            forget_folio(folio, &gone);
        else if (folio->nr_pages > 1)
            emit_large(folio);
    }
    emit_gone(&gone);
}
