/* Steps that begin and end processes and regions: proc, fork, exit, mmap, mremap. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "objects.h"
#include "output.h"
#include "own_pages.h"
#include "step.h"
#include "text.h"
#include "units.h"
#include "worker.h"

#define CHILD_TIME 20000       /* milliseconds */
#define MOST_MAPPED_PAGES 3072 /* leaves room for skew in a region's slot of 4096 */

/* Return a new process, or NULL with a mistake noted. */
static struct process *new_process(struct step *step, const char *name)
{
    struct process *process = NULL;
    if (find_process(name))
        note_mistake(step, "a process of that name exists");
    else if (strlen(name) >= sizeof process->name)
        note_mistake(step, "the name is too long");
    else if (!(process = add_process(name)))
        note_mistake(step, "too many processes");
    return process;
}

void start_process(struct step *step)
{
    struct words words = words_from(&step->line, 1);
    struct process *process = words.count == 1 ? new_process(step, words.word[0]) : NULL;
    if (words.count != 1)
        note_mistake(step, "parse error");
    if (!process)
        return;
    emit_flush();
    int slot = slot_of_process(process);
    pid_t pid = fork();
    if (pid == 0)
        work(slot); /* the arena, and with it *process, exists in PID 1 only */
    if (pid < 0)
        note_error(step, -errno);
    process->pid = pid;
    process->alive = pid > 0;
    touch_own_pages();
}

void do_fork(struct step *step, struct process *process, struct words words)
{
    struct process *child = words.count == 1 ? new_process(step, words.word[0]) : NULL;
    if (words.count != 1)
        note_mistake(step, "parse error");
    if (!child)
        return;
    memcpy(child->regions, process->regions, sizeof child->regions);
    child->region_count = process->region_count;
    struct command command = {.kind = COMMAND_FORK, .slot = slot_of_process(child)};
    send_step(step, process, &command);
    if (step->reply.rc)
        return;
    child->pid = (int)step->reply.number;
    child->alive = true;
    step->reply = receive_reply(command.slot, CHILD_TIME);
    step->reply.number = 0; /* a pid is of no interest in a trace */
}

void do_exit(struct step *step, struct process *process, struct words words)
{
    (void)step;
    (void)words;
    struct command command = {.kind = COMMAND_EXIT};
    send_command(slot_of_process(process), &command);
    wait_until_gone(process->pid);
    process->alive = false;
}

/* Fill in what is mapped: anon, hugetlb, memfd:OBJECT or file:OBJECT. */
static bool name_backing(struct step *step, struct words words, struct command *command)
{
    const char *backing = words.word[1];
    bool anon = same_text(backing, "anon"), hugetlb = same_text(backing, "hugetlb");
    if (anon || hugetlb) {
        command->flags = MAP_ANONYMOUS | (hugetlb ? MAP_HUGETLB : 0);
        command->flags |= has_option(words, "shared") ? MAP_SHARED : MAP_PRIVATE;
        return true;
    }
    const char *colon = strchr(backing, ':');
    const struct object *object = find_object(colon ? colon + 1 : backing);
    if (!object) {
        note_mistake(step, "no such object");
        return false;
    }
    format_text(command->path, sizeof command->path, "%s", object->path);
    command->flags = has_option(words, "private") ? MAP_PRIVATE : MAP_SHARED;
    command->file_offset = (uint64_t)number_option(words, "foff", 0) * PAGE_SIZE;
    return true;
}

static int advice_of(struct words words)
{
    const char *thp = option(words, "thp");
    if (thp && same_text(thp, "on"))
        return MADV_HUGEPAGE;
    return thp && same_text(thp, "off") ? MADV_NOHUGEPAGE : 0;
}

/* Return where a region of a name begins, skewed by some pages. */
static uint64_t skewed_address(const char *name, long skew)
{
    return address_of_region_name(name) + (uint64_t)skew * PAGE_SIZE;
}

/* Are a region's name and size possible? */
static bool region_fits(struct step *step, const char *name, long pages)
{
    if (strlen(name) >= sizeof((struct region *)0)->name)
        note_mistake(step, "the name is too long");
    else if (pages < 0 || pages > MOST_MAPPED_PAGES)
        note_mistake(step, "too big");
    return !step->mistake[0];
}

void do_mmap(struct step *step, struct process *process, struct words words)
{
    if (words.count < 3) {
        note_mistake(step, "mmap needs a region, what to map, and pages");
        return;
    }
    long pages = number_word(words, 2, 0);
    struct command command = {.kind = COMMAND_MMAP, .length = (uint64_t)pages * PAGE_SIZE};
    if (!region_fits(step, words.word[0], pages))
        return;
    command.start = skewed_address(words.word[0], number_option(words, "skew", 0));
    if (!name_backing(step, words, &command))
        return;
    command.protection = has_option(words, "ro") ? PROT_READ : PROT_READ | PROT_WRITE;
    command.flags |= has_option(words, "populate") ? MAP_POPULATE : 0;
    command.advice = advice_of(words);
    send_step(step, process, &command);
    if (step->reply.mapped)
        set_region(process, words.word[0], command.start, pages);
}

void do_mremap(struct step *step, struct process *process, struct words words)
{
    struct span span;
    const char *name = option(words, "to");
    if (!find_span(step, process, words, &span))
        return;
    if (!name || !*name) {
        note_mistake(step, "mremap needs to=");
        return;
    }
    long pages = (long)(span.length / PAGE_SIZE);
    if (!region_fits(step, name, pages))
        return;
    /* Without a skew the new place has the old one's alignment to a PMD, so that a PMD can move whole. */
    long same_alignment = (long)(span.start / PAGE_SIZE % PAGES_PER_PMD);
    struct command command = {.kind = COMMAND_MREMAP, .start = span.start, .length = span.length};
    command.to = skewed_address(name, number_option(words, "skew", same_alignment));
    command.flags = has_option(words, "dontunmap") ? MREMAP_DONTUNMAP : 0;
    send_step(step, process, &command);
    if (!step->reply.rc)
        set_region(process, name, command.to, pages);
}
