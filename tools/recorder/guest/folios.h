/* The folios that a script's processes have mapped, with the labels that traces call them by. */
#ifndef FOLIOS_H
#define FOLIOS_H

#include <stdbool.h>
#include <stdint.h>

enum folio_state {
    FOLIO_FORGOTTEN,
    FOLIO_KNOWN,
    FOLIO_REPLACED, /* its page frame is another folio now; still to be reported as gone */
};

struct folio {
    uint64_t pfn;
    int nr_pages;
    int order;
    int label; /* number among the large, or among the small ones */
    enum folio_state state;
    bool mapped; /* some watched process maps it in this step */
    uint64_t mapping, index;
};

/* In the order in which they were first seen, so also in the order of their labels. */
extern struct folio *folios;
extern int folio_count;

void folios_init(void);
void forget_folios(void);

/* Begin a dump: no folio is known to be mapped. */
void folios_begin_dump(void);

/* Return the folio a mapped page is in; a new label when it was not seen before. */
struct folio *folio_of(uint64_t pfn);

/* Does a known folio that nobody maps still exist as the folio it was? */
bool folio_still_exists(const struct folio *folio);

/* Return the number under which traces know a value of folio->mapping. */
int label_of_mapping(uint64_t mapping);

/* Return "anon", "ksm" or "file", by the low bits of folio->mapping (PAGE_MAPPING_FLAGS). */
const char *kind_of_mapping(uint64_t mapping);

#endif
