/* The host's own /dev. */
#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    own_mounts();
    return judge(mount("devtmpfs", "/tmp", "devtmpfs", 0, NULL));
}

ATTACK("mount the host's /dev", attempt, EPERM)
