#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    return judge(kill(facts->victim_pid, SIGCONT));
}

ATTACK("signal the init of another guest", attempt, ESRCH)
