/* A process of a script. */
#ifndef WORKER_H
#define WORKER_H

#include "channel.h"

/* Perform commands until one says exit. */
_Noreturn void work(int slot);

/* Perform one; errors are in the reply. COMMAND_FORK and COMMAND_EXIT are work()'s own. */
struct reply perform(const struct command *command);

/* Close the rings that hold pinned pages: a forked child has no use for its parent's. */
void drop_pins(void);

/* Note the outcome of a system call. */
void note_result(struct reply *reply, long result);

#endif
