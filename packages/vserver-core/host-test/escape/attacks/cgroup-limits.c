/* By its own view, by a v1 hierarchy and by v2 where it may mount them. */
#include "../program/attack.h"

#include <sys/mount.h>

static const char *const FILES[] = {
    "memory.max",  "memory.limit_in_bytes", "pids.max",    "cpu.max", "cpu.cfs_quota_us",
    "memory.high", "devices.allow",         "cpuset.cpus", "io.max",  "cgroup.max.depth"};

/* 0 or the last refusal; the file that opened in found. */
static int try_files(const char *directory, char *found, size_t size)
{
    char path[128];
    int error = 0;
    for (size_t i = 0; i < sizeof(FILES) / sizeof(FILES[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", directory, FILES[i]);
        if (open(path, O_WRONLY) >= 0) {
            (void)snprintf(found, size, "%s", path);
            return 0;
        }
        error = errno == ENOENT ? error : errno;
    }
    return error ? error : ENOENT;
}

static struct outcome attempt(const struct facts *facts)
{
    static const char *const HIERARCHIES[] = {"memory", "pids",    "cpu,cpuacct",
                                              "cpu",    "devices", "cpuset"};
    char found[128];
    (void)facts;
    int error = try_files("/sys/fs/cgroup", found, sizeof(found));
    own_mounts();
    for (size_t i = 0; error && i < sizeof(HIERARCHIES) / sizeof(HIERARCHIES[0]); i++) {
        if (mount("cgroup", "/tmp", "cgroup", 0, HIERARCHIES[i]) < 0)
            continue;
        int above = try_files("/tmp", found, sizeof(found));
        error = above == 0 || above != ENOENT ? above : error;
        (void)umount2("/tmp", MNT_DETACH);
    }
    return error ? refused(error) : succeeded("%s opens for writing", found);
}

/* EROFS: a peer mounts its own view read-only. */
ATTACK("raise the limits of its own group", attempt, EACCES, EPERM, EROFS)
