/* The bound on nested namespaces belongs to the runtime. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return rewrite("/proc/sys/user/max_user_namespaces");
}

ATTACK("raise its bound of user namespaces", attempt, EROFS, EACCES, EPERM)
