/* A nested user namespace gives every capability over what is nested: the kernel's widest surface.
 */
#include "../program/attack.h"

#include <sched.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(unshare(CLONE_NEWUSER));
}

/* user.max_user_namespaces = 0 says ENOSPC. user_namespaces(7). */
ATTACK("nest a user namespace by unshare", attempt, ENOSPC, EPERM)
