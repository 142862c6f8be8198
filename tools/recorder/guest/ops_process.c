/* Steps of a process on a part of a region: read, munmap, mprotect, madvise and the like. */
#define _GNU_SOURCE
#include <linux/mempolicy.h>
#include <stddef.h>
#include <sys/mman.h>

#include "files.h"
#include "step.h"
#include "text.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#define MADV_GUARD_REMOVE 103
#endif

/* Make a command, with its kind and the span filled in, complete. */
typedef void completion(struct command *command, struct words words);

static void complete_touch(struct command *command, struct words words)
{
    if (has_option(words, "read"))
        command->kind = COMMAND_READ;
}

static void complete_fill(struct command *command, struct words words)
{
    command->value = (int)number_option(words, "val", 1);
}

static void complete_mprotect(struct command *command, struct words words)
{
    command->protection = PROT_READ | PROT_WRITE;
    if (has_option(words, "none"))
        command->protection = PROT_NONE;
    else if (has_option(words, "ro"))
        command->protection = PROT_READ;
}

static void complete_mlock(struct command *command, struct words words)
{
    command->flags = has_option(words, "onfault") ? MLOCK_ONFAULT : 0;
}

static void complete_migrate(struct command *command, struct words words)
{
    command->value = (int)number_option(words, "node", 1);
    command->flags = has_option(words, "all") ? MPOL_MF_MOVE_ALL : MPOL_MF_MOVE;
}

static const struct {
    const char *verb;
    enum command_kind kind;
    completion *complete;
} spanned[] = {
    {"read", COMMAND_READ, NULL},
    {"write", COMMAND_WRITE, NULL},
    {"touch", COMMAND_WRITE, complete_touch},
    {"fill", COMMAND_FILL, complete_fill},
    {"munmap", COMMAND_MUNMAP, NULL},
    {"mprotect", COMMAND_MPROTECT, complete_mprotect},
    {"mlock", COMMAND_MLOCK, complete_mlock},
    {"munlock", COMMAND_MUNLOCK, NULL},
    {"pin", COMMAND_PIN, NULL},
    {"migrate", COMMAND_MIGRATE, complete_migrate},
};

static const struct {
    const char *verb;
    int advice;
} advices[] = {
    {"dontneed", MADV_DONTNEED},
    {"free", MADV_FREE},
    {"hugepage", MADV_HUGEPAGE},
    {"nohugepage", MADV_NOHUGEPAGE},
    {"collapse", MADV_COLLAPSE},
    {"cold", MADV_COLD},
    {"pageout", MADV_PAGEOUT},
    {"populate_read", MADV_POPULATE_READ},
    {"populate_write", MADV_POPULATE_WRITE},
    {"remove", MADV_REMOVE},
    {"willneed", MADV_WILLNEED},
    {"mergeable", MADV_MERGEABLE},
    {"unmergeable", MADV_UNMERGEABLE},
    {"dontfork", MADV_DONTFORK},
    {"dofork", MADV_DOFORK},
    {"wipeonfork", MADV_WIPEONFORK},
    {"guard", MADV_GUARD_INSTALL},
    {"unguard", MADV_GUARD_REMOVE},
};

static void do_unpin(struct step *step, struct process *process, struct words words)
{
    (void)words;
    struct command command = {.kind = COMMAND_UNPIN};
    send_step(step, process, &command);
}

/* Split the folio, not its maps: by debugfs, from PID 1. */
static void do_splitfolio(struct step *step, struct process *process, struct words words)
{
    struct span span;
    if (!find_span(step, process, words, &span))
        return;
    const char *order = option(words, "order");
    char request[96];
    format_text(request, sizeof request, "%d,0x%lx,0x%lx%s%s", process->pid, span.start, span.start + span.length,
                order ? "," : "", order ? order : "");
    note_error(step, write_file("/sys/kernel/debug/split_huge_pages", request));
}

static const struct {
    const char *verb;
    void (*act)(struct step *step, struct process *process, struct words words);
} others[] = {
    {"fork", do_fork},     {"exit", do_exit},   {"mmap", do_mmap},
    {"mremap", do_mremap}, {"unpin", do_unpin}, {"splitfolio", do_splitfolio},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Send a command for the span that the words begin with. */
static void do_spanned(struct step *step, struct process *process, struct words words, struct command command,
                       completion *complete)
{
    struct span span;
    if (!find_span(step, process, words, &span))
        return;
    command.start = span.start;
    command.length = span.length;
    command.region_start = span.region_start;
    if (complete)
        complete(&command, words);
    step->shows_moved = command.kind == COMMAND_MIGRATE;
    send_step(step, process, &command);
}

void do_process_step(struct step *step, struct process *process)
{
    struct words words = words_from(&step->line, 2);
    const char *verb = step->line.word[1];
    for (size_t i = 0; i < COUNT(others); i++)
        if (same_text(verb, others[i].verb)) {
            others[i].act(step, process, words);
            return;
        }
    for (size_t i = 0; i < COUNT(spanned); i++)
        if (same_text(verb, spanned[i].verb)) {
            struct command command = {.kind = spanned[i].kind};
            do_spanned(step, process, words, command, spanned[i].complete);
            return;
        }
    for (size_t i = 0; i < COUNT(advices); i++)
        if (same_text(verb, advices[i].verb)) {
            struct command command = {.kind = COMMAND_MADVISE, .advice = advices[i].advice};
            do_spanned(step, process, words, command, NULL);
            return;
        }
    note_mistake(step, "unknown op");
}
