#include "../program/attack.h"

#include <sys/resource.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    errno = 0;
    int now = getpriority(PRIO_PROCESS, 0);
    return judge(setpriority(PRIO_PROCESS, 0, now - 5));
}

ATTACK("raise its nice priority", attempt, EACCES, EPERM)
