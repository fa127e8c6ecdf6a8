#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC));
}

ATTACK("make a file system by fsopen", attempt, EPERM, ENOSYS)
