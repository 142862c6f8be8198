/* PID 1 of the recorded machine: prepares it, runs the scripts in /scripts.list, switches it off. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "arena.h"
#include "channel.h"
#include "dump.h"
#include "files.h"
#include "folios.h"
#include "kernel_memory.h"
#include "objects.h"
#include "offsets.h"
#include "output.h"
#include "own_pages.h"
#include "pages.h"
#include "processes.h"
#include "script.h"
#include "settings.h"
#include "text.h"

#define LONGEST_LIST 65536

static const struct {
    const char *source, *target, *type, *options;
} mounts[] = {
    {"proc", "/proc", "proc", NULL},
    {"sysfs", "/sys", "sysfs", NULL},
    {"devtmpfs", "/dev", "devtmpfs", NULL},
    {"debugfs", "/sys/kernel/debug", "debugfs", NULL},
    {"tmpfs", "/mnt/huge", "tmpfs", "huge=always"},
    {"tmpfs", "/mnt/small", "tmpfs", "huge=never"},
    {"tmpfs", "/mnt/within", "tmpfs", "huge=within_size"},
};

static void make_directory(const char *path)
{
    if (mkdir(path, 0755) && errno != EEXIST)
        stop_before_output("cannot make a directory");
}

static void mount_all(void)
{
    make_directory("/mnt");
    for (size_t i = 0; i < sizeof mounts / sizeof mounts[0]; i++) {
        if (!starts_with(mounts[i].target, "/sys/"))
            make_directory(mounts[i].target);
        /* EBUSY: the kernel mounted /dev itself */
        if (mount(mounts[i].source, mounts[i].target, mounts[i].type, 0, mounts[i].options) && errno != EBUSY)
            stop_before_output(mounts[i].target);
    }
}

static void use_console(void)
{
    int console = open("/dev/console", O_RDWR);
    if (console < 0)
        return; /* the records go another way */
    for (int file = 0; file <= STDERR_FILENO; file++)
        if (dup2(console, file) < 0)
            stop_before_output("cannot use the console");
    if (console > STDERR_FILENO)
        close(console);
}

static void emit_kernel(int has_debug_port)
{
    struct utsname kernel;
    if (uname(&kernel))
        fatal("no name of the kernel");
    emit("{\"t\":\"kernel\",\"release\":\"%s\",\"version\":\"%s\",\"port_e9\":%d", kernel.release, kernel.version,
         has_debug_port);
    emit(",\"init_task\":\"%llx\",\"vmemmap_base\":\"%llx\",\"page_offset_base\":\"%llx\"",
         (unsigned long long)kernel_layout.init_task, (unsigned long long)kernel_layout.vmemmap_base,
         (unsigned long long)kernel_layout.page_offset_base);
    emit(",\"vmemmap_sym\":\"%llx\",\"kcore_segs\":%d,\"cfg\":{",
         (unsigned long long)kernel_layout.vmemmap_in_memory, kernel_layout.segments);
    emit_offsets();
    emit("}}\n");
    emit_flush();
}

static void prepare(void)
{
    mount_all();
    use_console();
    arena_init();
    int has_debug_port = output_init();
    files_init();
    offsets_load("/recorder.cfg");
    processes_init();
    objects_init();
    folios_init();
    script_init();
    pages_init();
    kernel_memory_init();
    emit_kernel(has_debug_port);
    settings_quiet_khugepaged();
    settings_reset();
    dump_init();
    channels_init();
}

int main(void)
{
    prepare();
    char *list = arena_take(LONGEST_LIST);
    if (read_file("/scripts.list", list, LONGEST_LIST) < 0)
        fatal("no list of scripts");
    touch_own_pages();
    char *rest = list;
    for (char *name; (name = next_line(&rest));) {
        dprintf(STDOUT_FILENO, "RECORDER script %s\n", name);
        run_script(name);
    }
    emit("{\"t\":\"bye\"}\n");
    emit_flush();
    dprintf(STDOUT_FILENO, "RECORDER DONE\n");
    power_off();
}
