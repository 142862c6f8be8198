/* Where the recorded kernel keeps its fields; computed on the host from the kernel's BTF. */
#ifndef OFFSETS_H
#define OFFSETS_H

/* Read "name number" lines. */
void offsets_load(const char *path);

/* Return an offset in bytes, the number of a flag's bit, or -1 when this kernel has no such field. */
long offset_of(const char *name);

/* The same for a field that every kernel has; the recording ends without it. */
long needed_offset(const char *name);

/* Emit all of them as the members of a JSON object. */
void emit_offsets(void);

#endif
