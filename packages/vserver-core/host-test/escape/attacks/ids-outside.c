#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(syscall(SYS_setresuid, 65536 + 1000, -1, -1));
}

/* An id that the map does not have cannot even be said. user_namespaces(7). */
ATTACK("take an id outside its range", attempt, EINVAL)
