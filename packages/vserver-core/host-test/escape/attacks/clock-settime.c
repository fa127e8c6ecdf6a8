#include "../program/attack.h"

#include <time.h>

static struct outcome attempt(const struct facts *facts)
{
    struct timespec now;
    (void)facts;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return judge(clock_settime(CLOCK_REALTIME, &now));
}

ATTACK("set the clock", attempt, EPERM)
