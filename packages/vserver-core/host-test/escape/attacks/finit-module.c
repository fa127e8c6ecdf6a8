#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    int file = open("/proc/self/exe", O_RDONLY);
    long r = syscall(SYS_finit_module, file, "", 0);
    return r < 0 && errno == ENOEXEC ? succeeded("the kernel read the module") : judge(r);
}

ATTACK("load a kernel module from a file", attempt, EPERM)
