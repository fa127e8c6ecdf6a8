#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    long r = syscall(SYS_delete_module, "vserver_no_such_module", O_NONBLOCK);
    return r < 0 && errno == ENOENT ? succeeded("the kernel looked for the module") : judge(r);
}

ATTACK("remove a kernel module", attempt, EPERM)
