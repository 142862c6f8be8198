#include "worker.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "own_pages.h"

void note_result(struct reply *reply, long result)
{
    reply->rc = result < 0 ? -1 : 0;
    reply->error = result < 0 ? errno : 0;
}

/* Fork. Return the slot this process answers on: in the child another one than before. */
static int fork_worker(int slot, const struct command *command, struct reply *reply)
{
    pid_t pid = fork();
    note_result(reply, pid);
    reply->number = pid;
    if (pid == 0) {
        slot = command->slot;
        reply->number = getpid();
        drop_pins();
    }
    if (pid >= 0)
        touch_own_pages();
    return slot;
}

void work(int slot)
{
    /* Children of a worker go away without being waited for. */
    if (signal(SIGCHLD, SIG_IGN) == SIG_ERR)
        _exit(5);
    close_all_but_channels();
    touch_own_pages();
    for (;;) {
        struct command command = receive_command(slot);
        struct reply reply = {0};
        if (command.kind == COMMAND_EXIT)
            _exit(0);
        if (command.kind == COMMAND_FORK)
            slot = fork_worker(slot, &command, &reply);
        else
            reply = perform(&command);
        send_reply(slot, &reply);
    }
}
