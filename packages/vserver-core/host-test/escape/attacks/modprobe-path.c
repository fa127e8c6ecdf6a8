#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    if (access("/proc/sys/kernel/modprobe", F_OK) < 0)
        return not_applicable("a kernel without modules");
    return rewrite("/proc/sys/kernel/modprobe");
}

ATTACK("write kernel.modprobe", attempt, EROFS, EACCES, EPERM)
