/* One line of a script being done, and its outcome. */
#ifndef STEP_H
#define STEP_H

#include <stdbool.h>

#include "channel.h"
#include "processes.h"
#include "words.h"

struct step {
    int number;
    int line_number;
    struct line line;
    struct reply reply;
    char mistake[64]; /* of the script's author; empty when there is none */
    bool changes_memory;
    bool shows_moved;
};

/* Note a mistake in the script. */
void note_mistake(struct step *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Note the outcome of write_file() and its like: 0, or -errno. */
void note_error(struct step *step, int error);

/* Do a step of the machine or its files. Return false when the first word is none of theirs. */
bool do_machine_step(struct step *step);
bool do_object_step(struct step *step);

/* Start a process, or do "NAME verb ...". */
void start_process(struct step *step);
void do_process_step(struct step *step, struct process *process);

/* The part of a region that a step names. */
struct span {
    uint64_t start, length, region_start;
};

/* Find it: REGION, REGION PAGE or REGION START END. Return false, with a mistake noted, when there is none. */
bool find_span(struct step *step, struct process *process, struct words words, struct span *span);

/* Send a command to a process, and take its reply as the step's. */
void send_step(struct step *step, const struct process *process, const struct command *command);

/* The verbs that need more than a system call of the worker. */
void do_fork(struct step *step, struct process *process, struct words words);
void do_exit(struct step *step, struct process *process, struct words words);
void do_mmap(struct step *step, struct process *process, struct words words);
void do_mremap(struct step *step, struct process *process, struct words words);

#endif
