/* The kernel starts what it names as the host's root. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return rewrite("/proc/sys/kernel/core_pattern");
}

ATTACK("write kernel.core_pattern", attempt, EROFS, EACCES, EPERM)
