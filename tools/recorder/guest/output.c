/* JSON lines leave through I/O port 0xe9, which QEMU's isa-debugcon writes to a file: no driver, no
 * interrupt and no memory of the recorded kernel takes part in it. */
#include "output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/io.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "arena.h"

#define DEBUG_PORT 0xe9
#define BUFFER_SIZE (1 << 16)
#define LONGEST_PIECE 4096
#define WARNINGS_SIZE 4096

static char *buffer;
static size_t used;
static int has_debug_port;
static char *warnings;
static size_t warnings_used;

int output_init(void)
{
    buffer = arena_take(BUFFER_SIZE);
    warnings = arena_take(WARNINGS_SIZE);
    has_debug_port = iopl(3) == 0;
    return has_debug_port;
}

void power_off(void)
{
    sync();
    reboot(RB_POWER_OFF);
    for (;;)
        pause();
}

static void write_to_standard_output(void)
{
    for (size_t at = 0; at < used;) {
        ssize_t written = write(STDOUT_FILENO, buffer + at, used - at);
        if (written <= 0)
            power_off(); /* nobody is left who could be told */
        at += (size_t)written;
    }
}

void emit_flush(void)
{
    if (has_debug_port) {
        const char *from = buffer;
        size_t count = used;
        __asm__ volatile("rep outsb" : "+S"(from), "+c"(count) : "d"(DEBUG_PORT) : "memory");
    } else {
        write_to_standard_output();
    }
    used = 0;
}

static void emit_list(const char *format, va_list arguments)
{
    if (used > BUFFER_SIZE - LONGEST_PIECE)
        emit_flush();
    int length = vsnprintf(buffer + used, LONGEST_PIECE, format, arguments);
    if (length < 0 || length >= LONGEST_PIECE)
        fatal("a piece of a record is too long");
    used += (size_t)length;
}

void emit(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    emit_list(format, arguments);
    va_end(arguments);
}

void emit_string(const char *text)
{
    emit("\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            emit("\\%c", *text);
        else if ((unsigned char)*text < ' ')
            emit("\\u%04x", *text);
        else
            emit("%c", *text);
    }
    emit("\"");
}

void warn(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    emit("{\"t\":\"warn\",\"msg\":\"");
    emit_list(format, arguments);
    emit("\"}\n");
    va_end(arguments);
}

void warn_later(const char *format, ...)
{
    size_t room = WARNINGS_SIZE - warnings_used;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(warnings + warnings_used, room, format, arguments);
    va_end(arguments);
    /* When there is no room, many warnings of this kind wait already. */
    if (length > 0 && (size_t)length < room)
        warnings_used += (size_t)length + 1;
    else
        warnings[warnings_used] = '\0';
}

void emit_late_warnings(void)
{
    for (size_t at = 0; at < warnings_used; at += strlen(warnings + at) + 1)
        warn("%s", warnings + at);
    warnings_used = 0;
}

void fatal(const char *what)
{
    int error = errno;
    dprintf(STDOUT_FILENO, "RECORDER FATAL %s errno=%d\n", what, error);
    used = 0; /* a broken line may stand there; what was flushed is complete */
    emit("{\"t\":\"fatal\",\"msg\":\"%s\",\"errno\":%d}\n", what, error);
    emit_flush();
    power_off();
}

void stop_before_output(const char *what)
{
    dprintf(STDOUT_FILENO, "RECORDER FATAL %s errno=%d\n", what, errno);
    power_off();
}
