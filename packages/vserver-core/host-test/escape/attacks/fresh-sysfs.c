#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    own_mounts();
    return judge(mount("sysfs", "/tmp", "sysfs", 0, NULL));
}

ATTACK("mount a writable sysfs", attempt, EPERM)
