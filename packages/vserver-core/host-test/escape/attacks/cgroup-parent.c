/* Moving into a sibling of the namespace's root crosses what the group was delegated with. */
#include "../program/attack.h"

#include <sched.h>
#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    own_mounts();
    (void)unshare(CLONE_NEWCGROUP);
    if (mount("cgroup", "/tmp", "cgroup", 0, "pids") < 0)
        return refused(errno);
    int tasks = open("/tmp/../tasks", O_WRONLY);
    int own = open("/tmp/pids.max", O_WRONLY);
    if (tasks >= 0 || own >= 0)
        return succeeded("%s", own >= 0 ? "pids.max" : "tasks above its own");
    return refused(errno);
}

/* ENODEV, EINVAL and EBUSY: there is no such v1 hierarchy. */
ATTACK("reach the group above by a v1 hierarchy", attempt, EPERM, EACCES, EBUSY, EINVAL, ENODEV)
