#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    own_mounts();
    if (umount2("/", MNT_DETACH) < 0)
        return refused(errno);
    return finds_canary(facts, AT_FDCWD, "/..") ? succeeded("the host's files")
                                                : contained("nothing below its root");
}

ATTACK("unmount its root to see what lies below", attempt, EPERM, EINVAL, EBUSY)
