#include "../program/attack.h"

#include <sys/ioctl.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    char paste[] = {3};
    int terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY);
    return judge(ioctl(terminal, TIOCLINUX, paste));
}

/* ENOTTY comes from a terminal that is none of the kernel's own: the filter must answer first. */
ATTACK("paste into a terminal", attempt, EPERM)
