/* Scripts of the op language. */
#ifndef SCRIPT_H
#define SCRIPT_H

void script_init(void);

/* Do every line of a script, each from a fresh start of settings and labels, and emit what happened. */
void run_script(const char *name);

#endif
