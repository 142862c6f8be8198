/* What the recorder says: JSON lines to the host, a few words to the console. */
#ifndef OUTPUT_H
#define OUTPUT_H

/* Open the way to the host. Return 1 for the debug port, 0 when only standard output is left. */
int output_init(void);

/* Append to the current line; nothing leaves before emit_flush() or a full buffer. */
void emit(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Append text between quotes, as JSON wants it. */
void emit_string(const char *text);

void emit_flush(void);

/* Say now, as a record, that something could not be read. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, but after the dump in progress: a record in the middle of another would break both. */
void warn_later(const char *format, ...) __attribute__((format(printf, 1, 2)));
void emit_late_warnings(void);

/* Say why the recording ends, and switch the machine off. */
_Noreturn void fatal(const char *what);

/* fatal() for the time before output_init(): only the console can be told. */
_Noreturn void stop_before_output(const char *what);

_Noreturn void power_off(void);

#endif
