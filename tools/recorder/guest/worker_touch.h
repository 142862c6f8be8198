/* Reading and writing memory that may fault. */
#ifndef WORKER_TOUCH_H
#define WORKER_TOUCH_H

#include "channel.h"

/* Touch a byte of each page, or fill the pages. A signal ends it; the reply says which, and at what page. */
struct reply touch(const struct command *command);

#endif
