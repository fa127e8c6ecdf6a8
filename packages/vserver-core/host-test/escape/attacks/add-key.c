/* Key rings are not divided by namespaces. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(syscall(SYS_add_key, "user", "vserver-attack", "x", 1, -3));
}

ATTACK("add a key", attempt, EPERM, ENOSYS)
