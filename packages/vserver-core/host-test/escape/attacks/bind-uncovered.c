/* A bind without MS_REC leaves the masks behind. */
#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    own_mounts();
    if (mount("/proc", "/tmp", NULL, MS_BIND, NULL) < 0)
        return refused(errno);
    return open("/tmp/sys/kernel/core_pattern", O_WRONLY) >= 0 ? succeeded("a writable /proc/sys")
                                                               : judge(-1);
}

/* EINVAL: has_locked_children; a bind would uncover them. */
ATTACK("bind /proc without its masks", attempt, EPERM, EINVAL, EACCES)
