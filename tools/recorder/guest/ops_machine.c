/* Steps of the machine as a whole: set, sleep, compact, ksm, dump. */
#include <unistd.h>

#include "files.h"
#include "settings.h"
#include "step.h"
#include "text.h"

#define KSM "/sys/kernel/mm/ksm/"
#define KSM_SCANS 3

static void do_set(struct step *step, struct words words)
{
    if (words.count != 2) {
        note_mistake(step, "parse error");
        return;
    }
    step->changes_memory = false;
    int outcome = settings_change(words.word[0], words.word[1]);
    if (outcome == UNKNOWN_SETTING)
        note_mistake(step, "unknown setting");
    else
        note_error(step, outcome);
}

static void do_sleep(struct step *step, struct words words)
{
    (void)step;
    usleep(1000 * (useconds_t)number_word(words, 0, 100));
}

static void do_compact(struct step *step, struct words words)
{
    (void)words;
    note_error(step, write_file("/proc/sys/vm/compact_memory", "1"));
}

/* Wait for some full scans, eight seconds at most. */
static int wait_for_ksm(long scans)
{
    for (int i = 0; i < 400; i++) {
        long done;
        usleep(20000);
        int error = read_number(KSM "full_scans", &done);
        if (error || done >= scans)
            return error;
    }
    return 0; /* fewer scans are no failure: the dump shows what was merged */
}

static int run_ksm(void)
{
    long scans;
    int error = read_number(KSM "full_scans", &scans);
    if (!error)
        error = write_file(KSM "pages_to_scan", "20000");
    if (!error)
        error = write_file(KSM "sleep_millisecs", "5");
    if (!error)
        error = write_file(KSM "run", "1");
    if (!error)
        error = wait_for_ksm(scans + KSM_SCANS);
    int stopped = write_file(KSM "run", "0");
    return error ? error : stopped;
}

static void do_ksm(struct step *step, struct words words)
{
    (void)words;
    note_error(step, run_ksm());
}

static void do_dump(struct step *step, struct words words)
{
    (void)step;
    (void)words;
}

static const struct {
    const char *verb;
    void (*act)(struct step *step, struct words words);
} verbs[] = {
    {"set", do_set}, {"sleep", do_sleep}, {"compact", do_compact}, {"ksm", do_ksm}, {"dump", do_dump},
};

bool do_machine_step(struct step *step)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (!same_text(step->line.word[0], verbs[i].verb))
            continue;
        verbs[i].act(step, words_from(&step->line, 1));
        return true;
    }
    return false;
}
