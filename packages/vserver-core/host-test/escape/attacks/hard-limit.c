#include "../program/attack.h"

#include <sys/resource.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_max == RLIM_INFINITY)
        return not_applicable("nothing to raise");
    limit.rlim_max += 1;
    return judge(setrlimit(RLIMIT_NOFILE, &limit));
}

ATTACK("raise a hard resource limit", attempt, EPERM)
