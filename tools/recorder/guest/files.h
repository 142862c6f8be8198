/* Whole small files of proc, sysfs and debugfs. */
#ifndef FILES_H
#define FILES_H

#include <stddef.h>

/* Read up to size - 1 bytes and end them with NUL. Return the length, or -errno. */
long read_file(const char *path, char *to, size_t size);

/* Write a value. Return 0, or -errno. */
int write_file(const char *path, const char *value);

/* Read a decimal number. Return 0, or -errno. */
int read_number(const char *path, long *number);

/* One buffer for all who read a file and are done with it before the next is read. */
extern char *scratch;
#define SCRATCH_SIZE (1UL << 20)
void files_init(void);

#endif
