/* nodev and nosuid are what keeps device nodes of a file system harmless. */
#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    own_mounts();
    return judge(mount("none", "/", NULL, MS_REMOUNT | MS_BIND, NULL));
}

ATTACK("clear nodev of its root", attempt, EPERM)
