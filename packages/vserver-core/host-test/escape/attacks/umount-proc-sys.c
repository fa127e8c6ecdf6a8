#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    own_mounts();
    return judge(umount2("/proc/sys", MNT_DETACH));
}

ATTACK("unmount the read-only /proc/sys", attempt, EPERM, EINVAL)
