#include "offsets.h"

#include <stdio.h>

#include "files.h"
#include "output.h"
#include "text.h"

#define MOST_OFFSETS 64

static struct {
    char name[24];
    long value;
} offsets[MOST_OFFSETS];
static int count;

void offsets_load(const char *path)
{
    if (read_file(path, scratch, SCRATCH_SIZE) < 0)
        fatal("no offsets for this kernel");
    char *rest = scratch;
    for (char *line; (line = next_line(&rest));) {
        if (count == MOST_OFFSETS)
            fatal("too many offsets");
        if (sscanf(line, "%23s %ld", offsets[count].name, &offsets[count].value) == 2)
            count++;
    }
}

long offset_of(const char *name)
{
    for (int i = 0; i < count; i++)
        if (same_text(offsets[i].name, name))
            return offsets[i].value;
    return -1;
}

long needed_offset(const char *name)
{
    long offset = offset_of(name);
    if (offset < 0)
        fatal("the list of offsets lacks one that is needed");
    return offset;
}

void emit_offsets(void)
{
    for (int i = 0; i < count; i++)
        emit("%s\"%s\":%ld", i ? "," : "", offsets[i].name, offsets[i].value);
}
