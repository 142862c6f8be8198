/* The system calls of the op language. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/mempolicy.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "units.h"
#include "worker.h"
#include "worker_touch.h"

#define MOST_PINS 8
#define PAGES_PER_MOVE 1024

static void *start_of(const struct command *command)
{
    return (void *)command->start;
}

/* As MAP_POPULATE: what cannot be is no error, and shared pages are only found. */
static void populate(void *map, const struct command *command)
{
    bool writes = (command->protection & PROT_WRITE) && !(command->flags & MAP_SHARED);
    madvise(map, command->length, writes ? MADV_POPULATE_WRITE : MADV_POPULATE_READ);
}

/* Map, advise, populate: MAP_POPULATE would come before the advice that it is to follow. */
static struct reply map(const struct command *command)
{
    struct reply reply = {0};
    int later = command->advice ? command->flags & MAP_POPULATE : 0;
    int file = -1;
    if (command->path[0]) {
        file = open(command->path, O_RDWR | O_CLOEXEC);
        note_result(&reply, file);
        if (reply.rc)
            return reply;
    }
    void *map = mmap(start_of(command), command->length, command->protection, (command->flags & ~later) | MAP_FIXED,
                     file, (off_t)command->file_offset);
    note_result(&reply, map == MAP_FAILED ? -1 : 0);
    if (file >= 0)
        close(file);
    reply.mapped = !reply.rc;
    if (reply.mapped && command->advice)
        note_result(&reply, madvise(map, command->length, command->advice));
    if (reply.mapped && later)
        populate(map, command);
    return reply;
}

static long move_mapping(const struct command *command)
{
    void *moved = mremap(start_of(command), command->length, command->length,
                         MREMAP_MAYMOVE | MREMAP_FIXED | command->flags, (void *)command->to);
    return moved == MAP_FAILED ? -1 : 0;
}

/* Rings whose registered buffers pin pages with FOLL_PIN | FOLL_LONGTERM; 0 is a free place. */
static int rings[MOST_PINS];

static int *free_ring(void)
{
    for (int i = 0; i < MOST_PINS; i++)
        if (!rings[i])
            return &rings[i];
    return NULL;
}

static long pin(const struct command *command)
{
    int *ring = free_ring();
    if (!ring) {
        errno = EMFILE;
        return -1;
    }
    struct io_uring_params parameters = {0};
    int file = (int)syscall(SYS_io_uring_setup, 4, &parameters);
    if (file < 0)
        return -1;
    struct iovec buffer = {start_of(command), command->length};
    if (syscall(SYS_io_uring_register, file, IORING_REGISTER_BUFFERS, &buffer, 1)) {
        int error = errno;
        close(file);
        errno = error;
        return -1;
    }
    *ring = file;
    return 0;
}

/* Return what the last failing call returned. */
static long unpin(void)
{
    long result = 0;
    for (int i = 0; i < MOST_PINS; i++)
        if (rings[i] && syscall(SYS_io_uring_register, rings[i], IORING_UNREGISTER_BUFFERS, NULL, 0))
            result = -1;
    int error = errno;
    drop_pins();
    errno = error;
    return result;
}

void drop_pins(void)
{
    for (int i = 0; i < MOST_PINS; i++) {
        if (rings[i])
            close(rings[i]);
        rings[i] = 0;
    }
}

/* Move up to PAGES_PER_MOVE pages. Return how many are on the node then; an error is in the reply. */
static long migrate_some(const struct command *command, uint64_t start, long pages, struct reply *reply)
{
    static void *addresses[PAGES_PER_MOVE];
    static int nodes[PAGES_PER_MOVE], status[PAGES_PER_MOVE];
    for (long i = 0; i < pages; i++) {
        addresses[i] = (void *)(start + (uint64_t)i * PAGE_SIZE);
        nodes[i] = command->value;
        status[i] = -1;
    }
    note_result(reply, syscall(SYS_move_pages, 0, pages, addresses, nodes, status, command->flags));
    long moved = 0;
    for (long i = 0; i < pages; i++)
        moved += status[i] == command->value;
    return moved;
}

static struct reply migrate(const struct command *command)
{
    struct reply reply = {0};
    long pages = (long)(command->length / PAGE_SIZE), moved = 0;
    for (long at = 0; at < pages && !reply.rc; at += PAGES_PER_MOVE) {
        long some = pages - at > PAGES_PER_MOVE ? PAGES_PER_MOVE : pages - at;
        moved += migrate_some(command, command->start + (uint64_t)at * PAGE_SIZE, some, &reply);
    }
    reply.number = moved;
    return reply;
}

/* Perform a command that is one system call. Return what the call returns, with errno. */
static long call(const struct command *command)
{
    void *start = start_of(command);
    switch (command->kind) {
    case COMMAND_MUNMAP:
        return munmap(start, command->length);
    case COMMAND_MPROTECT:
        return mprotect(start, command->length, command->protection);
    case COMMAND_MADVISE:
        return madvise(start, command->length, command->advice);
    case COMMAND_MREMAP:
        return move_mapping(command);
    case COMMAND_MLOCK:
        return mlock2(start, command->length, (unsigned)command->flags);
    case COMMAND_MUNLOCK:
        return munlock(start, command->length);
    case COMMAND_PIN:
        return pin(command);
    case COMMAND_UNPIN:
        return unpin();
    default:
        errno = ENOSYS;
        return -1;
    }
}

struct reply perform(const struct command *command)
{
    struct reply reply = {0};
    switch (command->kind) {
    case COMMAND_MMAP:
        return map(command);
    case COMMAND_READ:
    case COMMAND_WRITE:
    case COMMAND_FILL:
        return touch(command);
    case COMMAND_MIGRATE:
        return migrate(command);
    default:
        note_result(&reply, call(command));
        return reply;
    }
}
