#include "step.h"

#include <stdarg.h>
#include <stdio.h>

#include "units.h"

#define REPLY_TIME 60000 /* milliseconds */

void note_mistake(struct step *step, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    /* A name in it may be long; what is cut off then is only the end of a message. */
    (void)vsnprintf(step->mistake, sizeof step->mistake, format, arguments);
    va_end(arguments);
}

void note_error(struct step *step, int error)
{
    step->reply.rc = error ? -1 : 0;
    step->reply.error = -error;
}

void send_step(struct step *step, const struct process *process, const struct command *command)
{
    int slot = slot_of_process(process);
    send_command(slot, command);
    step->reply = receive_reply(slot, REPLY_TIME);
}

bool find_span(struct step *step, struct process *process, struct words words, struct span *span)
{
    const struct region *region = words.count ? find_region(process, words.word[0]) : NULL;
    if (!region) {
        note_mistake(step, "no region %s", words.count ? words.word[0] : "given");
        return false;
    }
    long start = 0, end = region->pages;
    if (is_number(words, 1)) {
        start = number_word(words, 1, 0);
        end = is_number(words, 2) ? number_word(words, 2, 0) : start + 1;
    }
    span->region_start = region->address;
    span->start = region->address + (uint64_t)start * PAGE_SIZE;
    span->length = (uint64_t)(end - start) * PAGE_SIZE;
    return true;
}
