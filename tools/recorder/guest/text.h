/* Text in fixed buffers, never cut off in silence. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* snprintf() that ends the recording when the text does not fit. */
void format_text(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Append a word to a list with commas. */
void append_word(char *list, size_t size, const char *word);

bool same_text(const char *left, const char *right);
bool starts_with(const char *text, const char *prefix);

/* Cut the first line off a text; return it, or NULL at the end. */
char *next_line(char **rest);

#endif
