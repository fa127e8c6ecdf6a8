#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    static const char NOT_A_MODULE[] = "not a module";
    (void)facts;
    /* ENOEXEC would mean that the kernel had looked at it. */
    long r = syscall(SYS_init_module, NOT_A_MODULE, sizeof(NOT_A_MODULE), "");
    return r < 0 && errno == ENOEXEC ? succeeded("the kernel read the module") : judge(r);
}

ATTACK("load a kernel module from memory", attempt, EPERM)
