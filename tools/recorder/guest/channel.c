#include "channel.h"

#include <poll.h>
#include <unistd.h>

#include "output.h"
#include "processes.h"

#define MOST_DESCRIPTORS 256

/* Not in the arena: the workers have them too. */
static struct {
    int command[2], reply[2];
} channels[MOST_PROCESSES];

void channels_init(void)
{
    for (int slot = 0; slot < MOST_PROCESSES; slot++)
        if (pipe(channels[slot].command) || pipe(channels[slot].reply))
            fatal("cannot open the pipes");
}

static bool has_input(int file, int milliseconds)
{
    struct pollfd wanted = {.fd = file, .events = POLLIN};
    return poll(&wanted, 1, milliseconds) > 0 && (wanted.revents & POLLIN);
}

static void empty(int file)
{
    char thrown_away[512];
    while (has_input(file, 0))
        if (read(file, thrown_away, sizeof thrown_away) <= 0)
            fatal("cannot empty a pipe");
}

void channels_empty(void)
{
    for (int slot = 0; slot < MOST_PROCESSES; slot++) {
        empty(channels[slot].command[0]);
        empty(channels[slot].reply[0]);
    }
}

void send_command(int slot, const struct command *command)
{
    if (write(channels[slot].command[1], command, sizeof *command) != sizeof *command)
        fatal("cannot send a command");
}

struct reply receive_reply(int slot, int milliseconds)
{
    struct reply reply;
    if (!has_input(channels[slot].reply[0], milliseconds))
        return (struct reply){.rc = -1, .error = ERROR_TIMEOUT};
    /* written in one piece, since it is smaller than PIPE_BUF */
    if (read(channels[slot].reply[0], &reply, sizeof reply) != sizeof reply)
        fatal("a reply is cut off");
    return reply;
}

struct command receive_command(int slot)
{
    struct command command;
    if (read(channels[slot].command[0], &command, sizeof command) != sizeof command)
        _exit(3);
    return command;
}

void send_reply(int slot, const struct reply *reply)
{
    if (write(channels[slot].reply[1], reply, sizeof *reply) != sizeof *reply)
        _exit(4);
}

static bool is_channel(int file)
{
    for (int slot = 0; slot < MOST_PROCESSES; slot++)
        for (int end = 0; end < 2; end++)
            if (channels[slot].command[end] == file || channels[slot].reply[end] == file)
                return true;
    return false;
}

void close_all_but_channels(void)
{
    for (int file = STDERR_FILENO + 1; file < MOST_DESCRIPTORS; file++)
        if (!is_channel(file))
            (void)close(file); /* most are not open */
}
