/* A real-time process starves every other one of its CPU. */
#include "../program/attack.h"

#include <sched.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    struct sched_param param = {.sched_priority = 1};
    return judge(sched_setscheduler(0, SCHED_FIFO, &param));
}

ATTACK("become a real-time process", attempt, EPERM)
