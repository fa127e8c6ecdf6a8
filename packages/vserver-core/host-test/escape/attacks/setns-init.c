/* Its own init's: refused without CAP_SYS_ADMIN, and with it still the guest. */
#include "../program/attack.h"

#include <sched.h>

static struct outcome attempt(const struct facts *facts)
{
    int space = open("/proc/1/ns/mnt", O_RDONLY);
    if (space < 0 || setns(space, CLONE_NEWNS) < 0)
        return refused(errno);
    if (finds_canary(facts, AT_FDCWD, "") || finds_canary(facts, AT_FDCWD, "../../../.."))
        return succeeded("the host's files");
    return contained("in the guest's own mount namespace");
}

ATTACK("find the host in the mount namespace of its init", attempt, EPERM, EACCES)
