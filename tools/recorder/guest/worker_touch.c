#include "worker_touch.h"

#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "units.h"

static sigjmp_buf before_fault;
static volatile sig_atomic_t fault_signal;

static void on_fault(int signal_number)
{
    fault_signal = signal_number;
    siglongjmp(before_fault, 1);
}

static void catch_faults(void)
{
    struct sigaction action = {.sa_handler = on_fault, .sa_flags = SA_NODEFER};
    if (sigaction(SIGSEGV, &action, NULL) || sigaction(SIGBUS, &action, NULL))
        _exit(6);
}

/* Each write stores another value, and never 0, so that pages do not become equal by chance. */
static unsigned char next_value(void)
{
    static unsigned char value;
    value++;
    if (!value)
        value = 1;
    return value;
}

static void touch_page(const struct command *command, uint64_t address, unsigned char value)
{
    volatile unsigned char *byte = (volatile unsigned char *)address;
    switch (command->kind) {
    case COMMAND_WRITE:
        *byte = value;
        break;
    case COMMAND_FILL:
        memset((void *)address, command->value, PAGE_SIZE);
        break;
    default:
        (void)*byte;
    }
}

struct reply touch(const struct command *command)
{
    volatile uint64_t address = command->start; /* volatile: read after siglongjmp() */
    catch_faults();
    if (sigsetjmp(before_fault, 1))
        return (struct reply){
            .rc = -1,
            .error = fault_signal == SIGBUS ? ERROR_SIGBUS : ERROR_SIGSEGV,
            .number = (long)((address - command->region_start) / PAGE_SIZE),
        };
    unsigned char value = next_value();
    for (; address < command->start + command->length; address += PAGE_SIZE)
        touch_page(command, address, value);
    return (struct reply){0};
}
