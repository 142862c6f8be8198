/* Steps of files: memfd, file, fwrite, fpunch, fsplit, ftrunc, fclose. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "files.h"
#include "objects.h"
#include "step.h"
#include "text.h"
#include "units.h"

#define SPLIT_HUGE_PAGES "/sys/kernel/debug/split_huge_pages"

static bool creates_object(const struct step *step)
{
    const char *verb = step->line.word[0];
    return same_text(verb, "memfd") || same_text(verb, "file");
}

static void create_object(struct step *step, struct words words)
{
    if (words.count < 2) {
        note_mistake(step, "parse error");
        return;
    }
    const char *name = words.word[0];
    long pages = number_word(words, 1, 0);
    if (same_text(step->line.word[0], "memfd"))
        note_error(step, create_memfd(name, pages));
    else if (has_option(words, "huge"))
        note_error(step, create_tmpfs_file(name, "huge", pages));
    else if (has_option(words, "within_size"))
        note_error(step, create_tmpfs_file(name, "within", pages));
    else
        note_error(step, create_tmpfs_file(name, "small", pages));
}

/* A part of a file, in pages. */
struct part {
    long start, end;
};

static int truncate_object(struct object *object, struct part part, struct words words)
{
    (void)words;
    return ftruncate(object->file, part.start * (long)PAGE_SIZE) ? -errno : 0;
}

static int punch_object(struct object *object, struct part part, struct words words)
{
    (void)words;
    return fallocate(object->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, part.start * (long)PAGE_SIZE,
                     (part.end - part.start) * (long)PAGE_SIZE)
               ? -errno
               : 0;
}

static int write_object(struct object *object, struct part part, struct words words)
{
    (void)words;
    const char byte = 7;
    for (long page = part.start; page < part.end; page++)
        if (pwrite(object->file, &byte, 1, page * (long)PAGE_SIZE) != 1)
            return -errno;
    return 0;
}

static int split_object(struct object *object, struct part part, struct words words)
{
    const char *order = option(words, "order");
    char request[160];
    format_text(request, sizeof request, "%s,0x%lx,0x%lx%s%s", object->path, (unsigned long)part.start,
                (unsigned long)part.end, order ? "," : "", order ? order : "");
    return write_file(SPLIT_HUGE_PAGES, request);
}

static int drop_object(struct object *object, struct part part, struct words words)
{
    (void)part;
    (void)words;
    close_object(object);
    return 0;
}

static const struct {
    const char *verb;
    int (*act)(struct object *object, struct part part, struct words words);
} verbs[] = {
    {"ftrunc", truncate_object}, {"fpunch", punch_object}, {"fwrite", write_object}, {"fsplit", split_object},
    {"fclose", drop_object},
};

static void act_on_object(struct step *step, struct words words,
                          int (*act)(struct object *object, struct part part, struct words words))
{
    struct object *object = words.count ? find_object(words.word[0]) : NULL;
    if (!object) {
        note_mistake(step, "no such object");
        return;
    }
    long start = number_word(words, 1, 0);
    struct part part = {start, number_word(words, 2, start + 1)};
    note_error(step, act(object, part, words));
}

bool do_object_step(struct step *step)
{
    struct words words = words_from(&step->line, 1);
    if (creates_object(step)) {
        create_object(step, words);
        return true;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (!same_text(step->line.word[0], verbs[i].verb))
            continue;
        act_on_object(step, words, verbs[i].act);
        return true;
    }
    return false;
}
