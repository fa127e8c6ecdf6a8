#include "../program/attack.h"

#include <sched.h>

static struct outcome attempt(const struct facts *facts)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(0, &set);
    return judge(sched_setaffinity(facts->host_pid, sizeof(set), &set));
}

ATTACK("move a process of the host to another CPU", attempt, ESRCH)
