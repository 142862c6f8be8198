#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "output.h"

void format_text(char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(to, size, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= size)
        fatal("a text is longer than its buffer");
}

void append_word(char *list, size_t size, const char *word)
{
    size_t length = strlen(list);
    format_text(list + length, size - length, "%s%s", length ? "," : "", word);
}

bool same_text(const char *left, const char *right)
{
    return strcmp(left, right) == 0;
}

bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

char *next_line(char **rest)
{
    char *line = *rest;
    if (!*line)
        return NULL;
    char *end = strchr(line, '\n');
    if (end)
        *end = '\0';
    *rest = end ? end + 1 : line + strlen(line);
    return line;
}
