/* Commands to the workers, and their replies: one pair of pipes for each process slot. */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

enum command_kind {
    COMMAND_FORK,
    COMMAND_EXIT,
    COMMAND_MMAP,
    COMMAND_READ,
    COMMAND_WRITE,
    COMMAND_FILL,
    COMMAND_MUNMAP,
    COMMAND_MPROTECT,
    COMMAND_MADVISE,
    COMMAND_MREMAP,
    COMMAND_MLOCK,
    COMMAND_MUNLOCK,
    COMMAND_PIN,
    COMMAND_UNPIN,
    COMMAND_MIGRATE,
};

struct command {
    enum command_kind kind;
    uint64_t start, length;
    uint64_t region_start;  /* pages in replies are counted from here */
    uint64_t to;            /* mremap */
    uint64_t file_offset;   /* mmap */
    int protection, flags;  /* of the system call */
    int advice;             /* madvise; of a new map too, 0 for none */
    int value;              /* fill: the byte; migrate: the node */
    int slot;               /* fork: of the child */
    char path[64];          /* mmap: the file, empty for none */
};

/* Errors that have no errno. */
#define ERROR_TIMEOUT 1000
#define ERROR_SIGBUS 1007
#define ERROR_SIGSEGV 1011

struct reply {
    int rc, error;
    long number; /* fork: the pid; read, write, fill: the page that faulted; migrate: pages moved */
    bool mapped; /* mmap: the map exists, even when its advice was refused */
};

/* Open all pipes; call before the first worker is forked. */
void channels_init(void);

/* Throw away what a script left in the pipes. */
void channels_empty(void);

/* The side of PID 1. A reply that does not come within the time is ERROR_TIMEOUT. */
void send_command(int slot, const struct command *command);
struct reply receive_reply(int slot, int milliseconds);

/* The side of a worker. Without PID 1 it ends. */
struct command receive_command(int slot);
void send_reply(int slot, const struct reply *reply);

/* Close every descriptor but the pipes and the standard ones. */
void close_all_but_channels(void);

#endif
