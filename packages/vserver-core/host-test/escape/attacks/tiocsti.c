/* Characters that a console's owner seems to have typed. */
#include "../program/attack.h"

#include <sys/ioctl.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
        return refused(errno);
    pid_t pid = fork();
    if (pid == 0) {
        (void)setsid();
        int slave = open(ptsname(master), O_RDWR);
        int r = slave < 0 || ioctl(slave, TIOCSCTTY, 0) < 0 || ioctl(slave, TIOCSTI, "x") < 0;
        _exit(r ? errno : 0);
    }
    int status = 0;
    (void)waitpid(pid, &status, 0);
    errno = WEXITSTATUS(status);
    return judge(errno ? -1 : 0);
}

ATTACK("push characters into a terminal", attempt, EPERM, EIO)
