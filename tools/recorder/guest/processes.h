/* The processes of a script and the regions of memory they map. */
#ifndef PROCESSES_H
#define PROCESSES_H

#include <stdbool.h>
#include <stdint.h>

#define MOST_PROCESSES 12
#define MOST_REGIONS 24
#define MOST_REGION_PAGES 4096

struct region {
    char name[16];
    uint64_t address;
    long pages;
};

/* Where the kernel keeps a process; read anew for each dump. */
struct kernel_process {
    uint64_t pgd;
    uint32_t mm_id;
};

struct process {
    char name[8];
    int pid;
    bool alive;
    struct region regions[MOST_REGIONS];
    int region_count;
    struct kernel_process kernel;
};

extern struct process *processes;
extern int process_count;

void processes_init(void);
void forget_processes(void);

struct process *find_process(const char *name);

/* Return a new process that is not alive yet, with its number as its slot; NULL when there is no room. */
struct process *add_process(const char *name);
int slot_of_process(const struct process *process);

struct region *find_region(struct process *process, const char *name);

/* Note that a process maps a region; an older one of that name is replaced. */
void set_region(struct process *process, const char *name, uint64_t address, long pages);

/* Return the address that regions of a name have, before any skew. */
uint64_t address_of_region_name(const char *name);

/* Wait up to two seconds until a process is gone, also one that is not our child. */
void wait_until_gone(int pid);
void kill_all_processes(void);

/* Find the mm of a process in kernel memory; its pgd is 0 when it has none. */
void find_kernel_process(struct process *process);

#endif
