/* A second procfs has no masks; the kernel demands that the first is fully visible. */
#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    own_mounts();
    if (mount("proc", "/mnt", "proc", 0, NULL) == 0 || mount("proc", "/tmp", "proc", 0, NULL) == 0)
        return access("/tmp/sys", W_OK) == 0 || access("/mnt/sys", W_OK) == 0
                   ? succeeded("a procfs without masks")
                   : contained("a procfs without rights");
    return refused(errno);
}

ATTACK("mount a second procfs without masks", attempt, EPERM)
