#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    own_mounts();
    if (mount("none", "/tmp", "tmpfs", 0, NULL) < 0 || mkdir("/tmp/old", 0700) < 0)
        return refused(errno);
    if (syscall(SYS_pivot_root, "/tmp", "/tmp/old") < 0)
        return refused(errno);
    if (finds_canary(facts, AT_FDCWD, "/old") || finds_canary(facts, AT_FDCWD, "/old/.."))
        return succeeded("the host's files");
    return contained("within its own mounts");
}

ATTACK("find the host by pivot_root", attempt, EPERM, EINVAL)
