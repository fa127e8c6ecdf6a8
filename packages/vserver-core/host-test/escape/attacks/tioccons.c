/* All that the kernel's console prints, and no more for the others. ioctl_tty(2). */
#include "../program/attack.h"

#include <sys/ioctl.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || unlockpt(master) < 0)
        return refused(errno);
    int terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
    if (terminal < 0)
        return refused(errno);
    return judge(ioctl(terminal, TIOCCONS));
}

ATTACK("take the output of the host's console", attempt, EPERM)
