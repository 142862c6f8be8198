/* Memory for the big tables of PID 1. */
#ifndef ARENA_H
#define ARENA_H

#include <stdbool.h>
#include <stddef.h>

/* Map and touch the arena; call once, before anything else. */
void arena_init(void);

/* Return zeroed memory that stays until the machine stops. */
void *arena_take(size_t size);

/* Does the arena lie in [start, end)? */
bool arena_within(unsigned long start, unsigned long end);

#endif
