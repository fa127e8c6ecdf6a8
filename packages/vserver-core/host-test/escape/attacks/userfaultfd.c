/* Stops the kernel in the middle of a copy, which makes races into certainties. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(syscall(SYS_userfaultfd, O_CLOEXEC));
}

ATTACK("handle page faults of the kernel", attempt, EPERM)
