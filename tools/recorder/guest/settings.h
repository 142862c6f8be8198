/* The settings of the kernel that scripts may change. */
#ifndef SETTINGS_H
#define SETTINGS_H

/* Put all of them to what every script begins with. */
void settings_reset(void);

/* Let khugepaged scan once, then sleep as good as for ever: it would change what a script made. */
void settings_quiet_khugepaged(void);

/* Change one by its name in scripts. Return 0, -errno, or UNKNOWN_SETTING. */
int settings_change(const char *name, const char *value);
#define UNKNOWN_SETTING 1

#endif
