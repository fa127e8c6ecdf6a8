/* May start the host's /sbin/request-key. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    long r = syscall(SYS_request_key, "user", "vserver-attack", NULL, -3);
    return r < 0 && errno == ENOKEY ? succeeded("the kernel searched") : judge(r);
}

ATTACK("request a key", attempt, EPERM, ENOSYS)
