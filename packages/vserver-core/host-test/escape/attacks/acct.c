/* Records of every process of the host in a file of the guest. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    long r = syscall(SYS_acct, "/root/attack.acct");
    return r < 0 && errno == ENOENT ? succeeded("the kernel looked for the file") : judge(r);
}

ATTACK("account for the host's processes", attempt, EPERM)
