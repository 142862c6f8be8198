/* The words of one line of a script. */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>

#define LONGEST_LINE 512
#define MOST_WORDS 24

struct words {
    char **word;
    int count;
};

struct line {
    char text[LONGEST_LINE];  /* as written, without comment and white space at the end */
    char pieces[LONGEST_LINE];
    char *word[MOST_WORDS];
    int count;
};

/* Take a line apart. Return false when it is too long. */
bool split_line(struct line *line, const char *text);

/* Return the words from a number on. */
struct words words_from(const struct line *line, int first);

/* Return the value of "name=value", "" for a bare "name", NULL when neither is there. */
const char *option(struct words words, const char *name);
bool has_option(struct words words, const char *name);

/* Return the number in "name=number", or another when the option is not there. */
long number_option(struct words words, const char *name, long otherwise);

/* Return a word as a number (decimal, 0x.., 0..), or another when there is no such word. */
long number_word(struct words words, int index, long otherwise);

/* Does a word exist and begin with a digit? */
bool is_number(struct words words, int index);

#endif
