/* A filter cannot read clone3's arguments. */
#include "../program/attack.h"

#include <linux/sched.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    struct clone_args args = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
    long pid = syscall(SYS_clone3, &args, sizeof(args));
    if (pid == 0)
        _exit(0);
    return judge(pid);
}

ATTACK("nest a user namespace by clone3", attempt, ENOSPC, EPERM, ENOSYS)
