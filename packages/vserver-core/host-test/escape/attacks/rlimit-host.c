#include "../program/attack.h"

#include <sys/resource.h>

static struct outcome attempt(const struct facts *facts)
{
    struct rlimit limit;
    return judge(prlimit(facts->host_pid, RLIMIT_NOFILE, NULL, &limit));
}

ATTACK("reach the limits of a process of the host", attempt, ESRCH)
