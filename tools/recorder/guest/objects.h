/* The files of a script: memfds, and files on the tmpfs mounts. */
#ifndef OBJECTS_H
#define OBJECTS_H

struct object {
    char name[16];
    int file;
    char path[64]; /* by which a worker opens it */
};

void objects_init(void);

struct object *find_object(const char *name);

/* Create an object of a size. Return 0, or -errno. */
int create_memfd(const char *name, long pages);
int create_tmpfs_file(const char *name, const char *mount, long pages);

/* Give up our descriptor, and the name of a file on tmpfs. */
void close_object(struct object *object);
void close_all_objects(void);

#endif
