#include "../program/attack.h"

#include <sys/ptrace.h>

static struct outcome attempt(const struct facts *facts)
{
    return judge(ptrace(PTRACE_SEIZE, facts->host_pid, NULL, NULL));
}

/* Unlike EPERM this says that the number means nobody here. */
ATTACK("trace a process of the host", attempt, ESRCH)
