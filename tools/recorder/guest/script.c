#define _GNU_SOURCE /* strerrorname_np() */
#include "script.h"

#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "arena.h"
#include "dump.h"
#include "files.h"
#include "folios.h"
#include "kernel_memory.h"
#include "objects.h"
#include "output.h"
#include "settings.h"
#include "step.h"
#include "text.h"

#define LONGEST_SCRIPT (1UL << 18)
#define RC_MISTAKE (-2)

static char *script;
static bool quiet; /* steps are told, states are not */

void script_init(void)
{
    script = arena_take(LONGEST_SCRIPT);
}

static const char *name_of_error(int error)
{
    switch (error) {
    case ERROR_TIMEOUT:
        return "TIMEOUT";
    case ERROR_SIGBUS:
        return "SIGBUS";
    case ERROR_SIGSEGV:
        return "SIGSEGV";
    default:
        return strerrorname_np(error) ? strerrorname_np(error) : "E?";
    }
}

static void emit_step(const struct step *step)
{
    const struct reply *reply = &step->reply;
    emit("{\"t\":\"step\",\"n\":%d,\"line\":%d,\"op\":", step->number, step->line_number);
    emit_string(step->line.text);
    emit(",\"rc\":%d", step->mistake[0] ? RC_MISTAKE : reply->rc);
    if (step->mistake[0])
        emit(",\"err\":\"SCRIPT: %s\"", step->mistake);
    else if (reply->error)
        emit(",\"err\":\"%s\"", name_of_error(reply->error));
    if (!step->mistake[0] && reply->error && reply->number)
        emit(",\"at\":%ld", reply->number);
    if (step->shows_moved)
        emit(",\"moved\":%ld", reply->number);
    emit("}\n");
}

static void do_step(struct step *step)
{
    const char *first = step->line.word[0];
    if (same_text(first, "proc")) {
        start_process(step);
        return;
    }
    if (do_machine_step(step) || do_object_step(step))
        return;
    struct process *process = find_process(first);
    if (!process || step->line.count < 2)
        note_mistake(step, "parse error");
    else if (!process->alive)
        note_mistake(step, "proc not alive");
    else
        do_process_step(step, process);
}

/* Do what changes only the recording: note, quiet. Return false when a line is neither. */
static bool do_remark(const struct line *line)
{
    if (same_text(line->word[0], "note")) {
        emit("{\"t\":\"note\",\"text\":");
        emit_string(line->count > 1 ? strstr(line->text, "note") + 5 : "");
        emit("}\n");
        return true;
    }
    if (same_text(line->word[0], "quiet")) {
        quiet = line->count < 2 || !same_text(line->word[1], "off");
        return true;
    }
    return false;
}

/* Return the number of the next step. */
static int run_line(const char *text, int line_number, int number)
{
    struct step step = {.number = number, .line_number = line_number, .changes_memory = true};
    bool understood = split_line(&step.line, text);
    if (understood && (!step.line.count || do_remark(&step.line)))
        return number;
    if (understood)
        do_step(&step);
    else
        note_mistake(&step, "the line is too long");
    emit_step(&step);
    if (step.changes_memory && !quiet)
        dump_state();
    emit_flush();
    return number + 1;
}

static void begin_script(const char *name)
{
    struct utsname kernel;
    if (uname(&kernel))
        fatal("no name of the kernel");
    forget_processes();
    forget_folios();
    quiet = false;
    settings_reset();
    kernel_memory_reopen();
    read_statistics();
    emit("{\"t\":\"begin\",\"script\":");
    emit_string(name);
    emit(",\"kernel\":\"%s\"}\n", kernel.release);
    emit_flush();
}

static long milliseconds_since(const struct timespec *start)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now))
        fatal("no clock");
    return (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
}

static void end_script(const char *name, const struct timespec *start)
{
    kill_all_processes();
    close_all_objects();
    channels_empty();
    emit("{\"t\":\"end\",\"script\":");
    emit_string(name);
    emit(",\"ms\":%ld}\n", milliseconds_since(start));
    emit_flush();
}

void run_script(const char *name)
{
    char path[256];
    format_text(path, sizeof path, "/scripts/%s.ops", name);
    if (read_file(path, script, LONGEST_SCRIPT) < 0)
        fatal("a script is not in the initramfs");
    begin_script(name);
    struct timespec start;
    if (clock_gettime(CLOCK_MONOTONIC, &start))
        fatal("no clock");
    int line_number = 0, number = 0;
    char *rest = script;
    for (char *line; (line = next_line(&rest));)
        number = run_line(line, ++line_number, number);
    end_script(name, &start);
}
