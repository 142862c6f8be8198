/* "vma" and "proc": what /proc/PID/smaps and /proc/PID/status say. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "files.h"
#include "offsets.h"
#include "output.h"
#include "text.h"
#include "units.h"

static const char *const smaps_fields[] = {
    /* always printed */
    "Rss", "Pss", "Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty",
    /* printed when not zero */
    "Anonymous", "LazyFree", "AnonHugePages", "ShmemPmdMapped", "FilePmdMapped", "Swap", "Locked", "KSM",
    "Shared_Hugetlb", "Private_Hugetlb",
};
#define FIELDS_ALWAYS_PRINTED 6

/* hugepage, nohugepage, locked, shared, mergeable, accountable */
static const char *const vm_flags[] = {"hg", "nh", "lo", "sh", "mg", "ac"};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct region *region_in(const struct process *process, unsigned long start, unsigned long end)
{
    for (int i = 0; i < process->region_count; i++) {
        const struct region *region = &process->regions[i];
        if (start < region->address + (uint64_t)region->pages * PAGE_SIZE && end > region->address)
            return region;
    }
    return NULL;
}

/* Return a distance in pages; a VMA can begin before its region. */
static long pages_between(uint64_t from, uint64_t to)
{
    return (long)(to - from) / (long)PAGE_SIZE;
}

/* Open a record when a VMA is in a region. Return whether it is. */
static bool begin_vma(const struct process *process, const char *line, unsigned long start, unsigned long end)
{
    const struct region *region = region_in(process, start, end);
    if (!region)
        return false;
    char permissions[8];
    unsigned long offset;
    if (sscanf(line, "%*x-%*x %7s %lx", permissions, &offset) != 2)
        fatal("cannot understand a line of smaps");
    emit("{\"t\":\"vma\",\"p\":\"%s\",\"r\":\"%s\",\"s\":%ld,\"e\":%ld,\"perm\":\"%s\",\"off\":%ld", process->name,
         region->name, pages_between(region->address, start), pages_between(region->address, end), permissions,
         (long)(offset / PAGE_SIZE));
    return true;
}

static void emit_smaps_field(const char *name, long kb)
{
    for (size_t i = 0; i < COUNT(smaps_fields); i++)
        if (same_text(name, smaps_fields[i]) && (kb || i < FIELDS_ALWAYS_PRINTED))
            emit(",\"%s\":%ld", name, kb);
}

static void emit_vm_flags(char *words)
{
    char list[64] = "";
    char *rest;
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        for (size_t i = 0; i < COUNT(vm_flags); i++)
            if (same_text(word, vm_flags[i]))
                append_word(list, sizeof list, word);
    emit(",\"vf\":\"%s\"", list);
}

void dump_vmas(const struct process *process)
{
    char path[64];
    format_text(path, sizeof path, "/proc/%d/smaps", process->pid);
    if (read_file(path, scratch, SCRATCH_SIZE) <= 0) {
        warn("no smaps of %s", process->name);
        return;
    }
    bool watched = false;
    long background_anon = 0;
    char *rest = scratch;
    for (char *line; (line = next_line(&rest));) {
        unsigned long start, end;
        char *colon = strchr(line, ':');
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2) {
            emit("%s", watched ? "}\n" : "");
            watched = begin_vma(process, line, start, end);
        } else if (colon) {
            *colon = '\0';
            if (watched && same_text(line, "VmFlags"))
                emit_vm_flags(colon + 1);
            else if (watched)
                emit_smaps_field(line, atol(colon + 1));
            else if (same_text(line, "Anonymous"))
                background_anon += atol(colon + 1);
        }
    }
    emit("%s", watched ? "}\n" : "");
    dump_process(process, background_anon);
}

static void emit_status_field(const char *status, const char *name)
{
    char label[32];
    format_text(label, sizeof label, "%s:", name);
    const char *found = strstr(status, label);
    emit(",\"%s\":%ld", name, found ? atol(found + strlen(label)) : -1);
}

void dump_process(const struct process *process, long background_anon)
{
    char path[64];
    format_text(path, sizeof path, "/proc/%d/status", process->pid);
    if (read_file(path, scratch, SCRATCH_SIZE) < 0)
        warn("no status of %s", process->name);
    emit("{\"t\":\"proc\",\"p\":\"%s\",\"bg_anon\":%ld", process->name, background_anon);
    emit_status_field(scratch, "RssAnon");
    emit_status_field(scratch, "RssFile");
    emit_status_field(scratch, "RssShmem");
    if (offset_of("m_mm_id") >= 0)
        emit(",\"mm_id\":%u", process->kernel.mm_id);
    emit("}\n");
}
