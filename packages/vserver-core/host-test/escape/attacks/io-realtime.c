#include "../program/attack.h"

#include <linux/ioprio.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(
        syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_RT, 0)));
}

ATTACK("have its disk requests served before all others", attempt, EPERM)
