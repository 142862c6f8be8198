#include "words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define WHITE_SPACE " \t\r"

static void cut_comment(char *text)
{
    text[strcspn(text, "#")] = '\0';
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\r'))
        text[--length] = '\0';
}

bool split_line(struct line *line, const char *text)
{
    line->count = 0;
    if (strlen(text) >= LONGEST_LINE) {
        format_text(line->text, sizeof line->text, "%.40s...", text);
        return false;
    }
    format_text(line->text, sizeof line->text, "%s", text);
    cut_comment(line->text);
    memcpy(line->pieces, line->text, sizeof line->pieces);
    char *rest;
    for (char *word = strtok_r(line->pieces, WHITE_SPACE, &rest); word; word = strtok_r(NULL, WHITE_SPACE, &rest)) {
        if (line->count == MOST_WORDS)
            return false;
        line->word[line->count++] = word;
    }
    return true;
}

struct words words_from(const struct line *line, int first)
{
    int count = line->count > first ? line->count - first : 0;
    return (struct words){(char **)line->word + first, count};
}

const char *option(struct words words, const char *name)
{
    size_t length = strlen(name);
    for (int i = 0; i < words.count; i++) {
        const char *word = words.word[i];
        if (!starts_with(word, name))
            continue;
        if (word[length] == '=')
            return word + length + 1;
        if (!word[length])
            return "";
    }
    return NULL;
}

bool has_option(struct words words, const char *name)
{
    return option(words, name) != NULL;
}

long number_option(struct words words, const char *name, long otherwise)
{
    const char *value = option(words, name);
    return value ? strtol(value, NULL, 0) : otherwise;
}

long number_word(struct words words, int index, long otherwise)
{
    return index < words.count ? strtol(words.word[index], NULL, 0) : otherwise;
}

bool is_number(struct words words, int index)
{
    return index < words.count && isdigit((unsigned char)words.word[index][0]);
}
