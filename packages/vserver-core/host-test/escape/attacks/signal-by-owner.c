/* SIGIO goes to whom a descriptor names. fcntl(2), F_SETOWN_EX. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    int ends[2];
    struct f_owner_ex owner = {.type = F_OWNER_PID, .pid = facts->host_pid};
    if (pipe(ends) < 0)
        return refused(errno);
    return judge(fcntl(ends[0], F_SETOWN_EX, &owner));
}

ATTACK("send SIGIO to a process of the host", attempt, ESRCH)
