#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"

char *scratch;

void files_init(void)
{
    scratch = arena_take(SCRATCH_SIZE);
}

long read_file(const char *path, char *to, size_t size)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return -errno;
    size_t length = 0;
    ssize_t got = 0;
    while (length < size - 1 && (got = read(file, to + length, size - 1 - length)) > 0)
        length += (size_t)got;
    int error = errno;
    close(file);
    to[length] = '\0';
    return got < 0 ? -error : (long)length;
}

int write_file(const char *path, const char *value)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return -errno;
    int error = write(file, value, strlen(value)) < 0 ? errno : 0;
    close(file);
    return -error;
}

int read_number(const char *path, long *number)
{
    char text[32];
    long length = read_file(path, text, sizeof text);
    if (length < 0)
        return (int)length;
    *number = atol(text);
    return 0;
}
