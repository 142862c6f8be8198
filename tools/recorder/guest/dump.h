/* The records of one step. */
#ifndef DUMP_H
#define DUMP_H

#include "processes.h"

void dump_init(void);

/* Emit everything that is known of the state: complete, no changes to an earlier step. */
void dump_state(void);

/* The parts of it. */
void map_init(void);
void dump_map(const struct process *process, const struct region *region);
void dump_folios(void);
void dump_small_folios(void);
void dump_vmas(const struct process *process);
void dump_process(const struct process *process, long background_anon);
void statistics_init(void);
void read_statistics(void);
void dump_statistics(void);

#endif
