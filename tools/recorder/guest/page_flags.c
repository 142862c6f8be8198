/* Names for the bits of kpageflags and of page->flags. */
#include "offsets.h"
#include "pages.h"
#include "text.h"

static const struct {
    int bit;
    const char *name;
} kpageflag_names[] = {
    /* in the order in which traces have them */
    {11, "mmap"},        {12, "anon"}, {13, "swapcache"}, {14, "swapbacked"}, {17, "hugetlb"},
    {18, "unevictable"}, {21, "ksm"},  {22, "thp"},       {24, "zero"},       {33, "mlocked"},
    {20, "nopage"},      {19, "hwpoison"}, {23, "offline"},
};

static const char *const page_flag_names[] = {
    "locked",     "referenced",  "uptodate", "dirty",     "lru",     "active",
    "swapbacked", "unevictable", "mlocked",  "swapcache", "private", "writeback",
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

uint64_t named_kpageflags(uint64_t flags)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < COUNT(kpageflag_names); i++)
        mask |= 1UL << kpageflag_names[i].bit;
    return flags & mask;
}

void name_kpageflags(uint64_t flags, char *to, size_t size)
{
    *to = '\0';
    for (size_t i = 0; i < COUNT(kpageflag_names); i++)
        if (flags >> kpageflag_names[i].bit & 1)
            append_word(to, size, kpageflag_names[i].name);
}

void name_page_flags(uint64_t flags, char *to, size_t size)
{
    *to = '\0';
    for (size_t i = 0; i < COUNT(page_flag_names); i++) {
        char offset[24];
        format_text(offset, sizeof offset, "b_%s", page_flag_names[i]);
        long bit = offset_of(offset);
        if (bit >= 0 && (flags >> bit & 1))
            append_word(to, size, page_flag_names[i]);
    }
}
