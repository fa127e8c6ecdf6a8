#include "../program/attack.h"

#include <sys/ptrace.h>

static struct outcome attempt(const struct facts *facts)
{
    return judge(ptrace(PTRACE_SEIZE, facts->victim_pid, NULL, NULL));
}

ATTACK("trace the init of another guest", attempt, ESRCH)
