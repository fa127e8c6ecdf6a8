#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    /* No segments: forgets a loaded kernel, if any. */
    return judge(syscall(SYS_kexec_load, 0, 0, NULL, 0));
}

ATTACK("load another kernel", attempt, EPERM)
