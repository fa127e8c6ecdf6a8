/* Without MS_BIND it is the file system itself that all its mounts share. */
#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    own_mounts();
    return judge(mount("none", "/proc", "proc", MS_REMOUNT, "hidepid=0"));
}

ATTACK("change the options of its procfs", attempt, EPERM)
