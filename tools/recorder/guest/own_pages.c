#include "own_pages.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "files.h"
#include "text.h"
#include "units.h"

#define STACK_IN_ADVANCE 24576
#define LARGEST_OWN_MAP (4UL << 20)

/* Not on the heap or in the arena: a worker has neither to itself at this time. */
static char maps[8192];

static int is_watched(uint64_t start)
{
    return start >= OWN_AREAS_START && start < WATCHED_START + WATCHED_SIZE;
}

static int is_ours(uint64_t start, uint64_t end, const char *permissions)
{
    return same_text(permissions, "rw-p") && !is_watched(start) && !arena_within(start, end) &&
           end - start < LARGEST_OWN_MAP;
}

static void rewrite(uint64_t start, uint64_t end)
{
    for (uint64_t at = start; at < end; at += PAGE_SIZE) {
        volatile char *byte = (volatile char *)at;
        *byte = *byte;
    }
}

/* Not inlined: the array must lie below the frames of the callers, where later calls will be. */
__attribute__((noinline)) void touch_own_pages(void)
{
    volatile char stack[STACK_IN_ADVANCE];
    for (unsigned i = 0; i < sizeof stack; i += PAGE_SIZE / 2)
        stack[i] = 1;
    if (read_file("/proc/self/maps", maps, sizeof maps) < 0)
        return; /* PID 1 mounted /proc, or had ended the recording */
    char *rest = maps;
    for (char *line; (line = next_line(&rest));) {
        unsigned long start, end;
        char permissions[8];
        if (sscanf(line, "%lx-%lx %7s", &start, &end, permissions) != 3 || !is_ours(start, end, permissions))
            continue;
        if (strstr(line, "[stack]"))
            start = (uint64_t)&stack[0] & ~(PAGE_SIZE - 1);
        rewrite(start, end);
    }
}
