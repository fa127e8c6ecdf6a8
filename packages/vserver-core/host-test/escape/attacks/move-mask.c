#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    own_mounts();
    (void)mkdir("/tmp/moved", 0755);
    return judge(mount("/proc/sys", "/tmp/moved", NULL, MS_MOVE, NULL));
}

ATTACK("move /proc/sys away from its place", attempt, EPERM, EINVAL)
