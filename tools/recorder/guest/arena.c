/* One mapping that fork() does not copy: were the tables ordinary memory, each write to them after a
 * fork would copy a page, and those pages would be noise in AnonPages. */
#include "arena.h"

#include <string.h>
#include <sys/mman.h>

#include "output.h"

#define ARENA_SIZE (8UL << 20)

static char *arena;
static size_t taken;

void arena_init(void)
{
    arena = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (arena == MAP_FAILED)
        stop_before_output("cannot map the arena");
    if (madvise(arena, ARENA_SIZE, MADV_NOHUGEPAGE) || madvise(arena, ARENA_SIZE, MADV_DONTFORK))
        stop_before_output("cannot keep the arena out of fork()");
    /* All pages now: a page allocated in the middle of a script would be counted as the script's. */
    memset(arena, 0, ARENA_SIZE);
}

void *arena_take(size_t size)
{
    size_t rounded = (size + 63) & ~(size_t)63;
    if (taken + rounded > ARENA_SIZE)
        stop_before_output("the arena is too small");
    taken += rounded;
    return arena + taken - rounded;
}

bool arena_within(unsigned long start, unsigned long end)
{
    unsigned long at = (unsigned long)arena;
    return start < at + ARENA_SIZE && end > at;
}
