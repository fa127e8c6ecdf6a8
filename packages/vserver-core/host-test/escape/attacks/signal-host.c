#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    return judge(kill(facts->host_pid, SIGCONT));
}

ATTACK("signal a process of the host", attempt, ESRCH)
