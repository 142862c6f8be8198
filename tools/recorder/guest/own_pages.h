/* The memory of this program itself. */
#ifndef OWN_PAGES_H
#define OWN_PAGES_H

/* Write to every private page this process has outside the watched memory, so that a later
 * copy-on-write of its own stack or data is no noise in the counters of the system. Call after fork(),
 * on both sides. */
void touch_own_pages(void);

#endif
