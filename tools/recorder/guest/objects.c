#define _GNU_SOURCE /* memfd_create() */
#include "objects.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"
#include "output.h"
#include "text.h"
#include "units.h"

#define MOST_OBJECTS 16

static struct object *objects;
static int object_count;

void objects_init(void)
{
    objects = arena_take(MOST_OBJECTS * sizeof *objects);
}

struct object *find_object(const char *name)
{
    for (int i = 0; i < object_count; i++)
        if (objects[i].name[0] && same_text(objects[i].name, name))
            return &objects[i];
    return NULL;
}

/* Give the file its size, and note it. */
static int add_object(const char *name, const char *path, int file, long pages)
{
    if (object_count == MOST_OBJECTS)
        fatal("too many files in a script");
    int error = ftruncate(file, pages * (long)PAGE_SIZE) ? errno : 0;
    struct object *object = &objects[object_count++];
    format_text(object->name, sizeof object->name, "%s", name);
    format_text(object->path, sizeof object->path, "%s", path);
    object->file = file;
    return -error;
}

int create_memfd(const char *name, long pages)
{
    int file = memfd_create(name, 0);
    if (file < 0)
        return -errno;
    char path[64];
    format_text(path, sizeof path, "/proc/1/fd/%d", file);
    return add_object(name, path, file, pages);
}

int create_tmpfs_file(const char *name, const char *mount, long pages)
{
    char path[64];
    format_text(path, sizeof path, "/mnt/%s/%s", mount, name);
    if (unlink(path) && errno != ENOENT)
        return -errno;
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return -errno;
    return add_object(name, path, file, pages);
}

void close_object(struct object *object)
{
    close(object->file);
    if (starts_with(object->path, "/mnt/") && unlink(object->path))
        warn("cannot remove %s", object->path);
    object->name[0] = '\0';
}

void close_all_objects(void)
{
    for (int i = 0; i < object_count; i++)
        if (objects[i].name[0])
            close_object(&objects[i]);
    object_count = 0;
}
