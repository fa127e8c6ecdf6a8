#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    int ends[2];
    (void)facts;
    if (pipe(ends) < 0)
        return refused(errno);
    return judge(fcntl(ends[0], F_SETPIPE_SZ, 1 << 26));
}

ATTACK("have a pipe above fs.pipe-max-size", attempt, EPERM)
