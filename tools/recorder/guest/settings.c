#include "settings.h"

#include <errno.h>
#include <stddef.h>

#include "files.h"
#include "output.h"
#include "text.h"

#define THP "/sys/kernel/mm/transparent_hugepage/"
#define FAULT_AROUND "/sys/kernel/debug/fault_around_bytes"
#define HUGETLB "/proc/sys/vm/nr_hugepages"

struct setting {
    const char *name, *path;
};

/* By the names scripts use. */
static const struct setting named[] = {
    {"thp", THP "enabled"},          {"shmem", THP "shmem_enabled"}, {"defrag", THP "defrag"},
    {"zeropage", THP "use_zero_page"}, {"hugetlb", HUGETLB},           {"faultaround", FAULT_AROUND},
};

static const struct {
    const char *path, *value;
} defaults[] = {
    {THP "enabled", "always"},
    {THP "defrag", "always"},
    {THP "shmem_enabled", "never"},
    {THP "use_zero_page", "1"},
    {"/proc/sys/kernel/numa_balancing", "0"},
    {"/proc/sys/kernel/io_uring_disabled", "0"},
    {"/sys/kernel/mm/ksm/run", "2"}, /* unmerge everything, */
    {"/sys/kernel/mm/ksm/run", "0"}, /* and stop */
    {HUGETLB, "0"},
    {FAULT_AROUND, "65536"},
};

static const char *const sizes_in_kb[] = {"16", "32", "64", "128", "256", "512", "1024", "2048"};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Older kernels lack some of the files; any other failure would make a recording mean something else. */
static void set_default(const char *path, const char *value)
{
    int error = write_file(path, value);
    if (error && error != -ENOENT)
        warn("cannot write %s to %s: errno %d", value, path, -error);
}

static int write_for_size(const char *size, const char *file, const char *value)
{
    char path[128];
    format_text(path, sizeof path, THP "hugepages-%skB/%s", size, file);
    return write_file(path, value);
}

static void set_default_for_size(const char *size, const char *file)
{
    const char *value = same_text(size, "2048") ? "inherit" : "never";
    int error = write_for_size(size, file, value);
    if (error && error != -ENOENT)
        warn("cannot set %s for folios of %s kB: errno %d", file, size, -error);
}

void settings_reset(void)
{
    for (size_t i = 0; i < COUNT(defaults); i++)
        set_default(defaults[i].path, defaults[i].value);
    for (size_t i = 0; i < COUNT(sizes_in_kb); i++) {
        set_default_for_size(sizes_in_kb[i], "enabled");
        set_default_for_size(sizes_in_kb[i], "shmem_enabled");
    }
}

void settings_quiet_khugepaged(void)
{
    set_default(THP "khugepaged/defrag", "1");
    set_default(THP "khugepaged/pages_to_scan", "1");
    set_default(THP "khugepaged/scan_sleep_millisecs", "4000000000");
    set_default(THP "khugepaged/alloc_sleep_millisecs", "4000000000");
}

int settings_change(const char *name, const char *value)
{
    for (size_t i = 0; i < COUNT(named); i++)
        if (same_text(name, named[i].name))
            return write_file(named[i].path, value);
    if (starts_with(name, "mthp:"))
        return write_for_size(name + 5, "enabled", value);
    if (starts_with(name, "shmthp:"))
        return write_for_size(name + 7, "shmem_enabled", value);
    return name[0] == '/' ? write_file(name, value) : UNKNOWN_SETTING;
}
