/* "sys": how the counters of the whole system changed since the step before. */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "dump.h"
#include "files.h"
#include "output.h"
#include "text.h"

#define MOST_STATISTICS 256

struct statistics {
    int count;
    struct {
        char name[48];
        long value;
    } of[MOST_STATISTICS];
};

static struct statistics *now, *before;

static const char *const meminfo_fields[] = {
    "AnonPages",      "AnonHugePages", "Mapped",  "Shmem",       "ShmemHugePages",
    "ShmemPmdMapped", "FilePmdMapped", "Mlocked", "Unevictable",
};
static const char *const vmstat_prefixes[] = {"thp_", "nr_anon", "nr_shmem"};
static const char *const vmstat_fields[] = {"nr_mapped", "nr_mlock", "nr_file_pmdmapped"};
static const char *const folio_sizes[] = {"16", "32", "64", "128", "256", "512", "1024", "2048"};
static const char *const size_fields[] = {
    "nr_anon", "nr_anon_partially_mapped", "split", "split_deferred", "anon_fault_alloc", "shmem_alloc",
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

void statistics_init(void)
{
    now = arena_take(sizeof *now);
    before = arena_take(sizeof *before);
}

static void add_statistic(const char *name, long value)
{
    if (now->count == MOST_STATISTICS)
        fatal("too many statistics");
    format_text(now->of[now->count].name, sizeof now->of[0].name, "%s", name);
    now->of[now->count++].value = value;
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (same_text(name, names[i]))
            return true;
    return false;
}

static bool wanted_of_meminfo(const char *name)
{
    return is_one_of(name, meminfo_fields, COUNT(meminfo_fields));
}

static bool wanted_of_vmstat(const char *name)
{
    for (size_t i = 0; i < COUNT(vmstat_prefixes); i++)
        if (starts_with(name, vmstat_prefixes[i]))
            return true;
    return is_one_of(name, vmstat_fields, COUNT(vmstat_fields));
}

/* Add the wanted "name<separator> value" lines of a file. */
static void read_table(const char *path, char separator, bool (*wanted)(const char *name))
{
    if (read_file(path, scratch, SCRATCH_SIZE) < 0)
        fatal("cannot read the system's counters");
    char *rest = scratch;
    for (char *line; (line = next_line(&rest));) {
        char *end = strchr(line, separator);
        if (!end)
            continue;
        *end = '\0';
        if (wanted(line))
            add_statistic(line, atol(end + 1));
    }
}

/* Not every kernel has counters for each size, so a file that is not there is no mistake. */
static void read_statistics_of_sizes(void)
{
    for (size_t size = 0; size < COUNT(folio_sizes); size++) {
        for (size_t field = 0; field < COUNT(size_fields); field++) {
            char path[128], name[48];
            long value;
            format_text(path, sizeof path, "/sys/kernel/mm/transparent_hugepage/hugepages-%skB/stats/%s",
                        folio_sizes[size], size_fields[field]);
            if (read_number(path, &value))
                continue;
            format_text(name, sizeof name, "%skB.%s", folio_sizes[size], size_fields[field]);
            add_statistic(name, value);
        }
    }
}

void read_statistics(void)
{
    struct statistics *old = before;
    before = now;
    now = old;
    now->count = 0;
    /* Changes wait in per-CPU parts until somebody folds them in. */
    if (write_file("/proc/sys/vm/stat_refresh", "1"))
        warn("cannot fold in the per-CPU counters");
    read_table("/proc/meminfo", ':', wanted_of_meminfo);
    read_table("/proc/vmstat", ' ', wanted_of_vmstat);
    read_statistics_of_sizes();
}

void dump_statistics(void)
{
    read_statistics();
    bool first = true;
    emit("{\"t\":\"sys\",\"d\":{");
    for (int i = 0; i < now->count; i++) {
        long change = now->of[i].value;
        if (i < before->count && same_text(before->of[i].name, now->of[i].name))
            change -= before->of[i].value;
        if (!change)
            continue;
        emit("%s\"%s\":%ld", first ? "" : ",", now->of[i].name, change);
        first = false;
    }
    emit("}}\n");
}
