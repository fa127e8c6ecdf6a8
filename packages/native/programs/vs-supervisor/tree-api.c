#include "tree-api.h"
#include "cleanup.h"
#include "file.h"
#include "idmap.h"
#include "kernel.h"
#include "mount-at.h"
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define SAFE      (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)
#define SAFE_DATA (SAFE | MOUNT_ATTR_NOEXEC)
#define TTY_GROUP 5 /* Debian's and everyone's "tty" */

static const struct api_mount {
    const char *type, *target, *mode;
    const char *key, *value; /* one more option */
    uint64_t attr;
} API_MOUNTS[] = {
    {"tmpfs", "dev", "0755", "size", "4m", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC},
    {"tmpfs", "dev/shm", "1777", NULL, NULL, SAFE},
    {"tmpfs", "run", "0755", NULL, NULL, SAFE},
    /* Without it systemd stops at "Failed to mount API filesystems". */
    {"tmpfs", "run/lock", "1777", "size", "5m", SAFE_DATA},
    /* Debian 13 would mount it itself and cannot. */
    {"tmpfs", "tmp", "1777", NULL, NULL, SAFE},
};

static int attach_new(const struct guest *guest, const char *type, const char *target,
                      const char *const *options, uint64_t attr)
{
    cleanup_fd int mount = -1;
    int r = new_mount(type, options, attr, &mount);
    r = r < 0 ? r : target_directory(guest->root_fd, target);
    return r < 0 ? r : attach_at(mount, guest->root_fd, target);
}

static int mount_tmpfs(const struct guest *guest, const struct api_mount *api)
{
    char id[16];
    (void)snprintf(id, sizeof(id), "%u", guest->base);
    const char *options[] = {"uid", id, "gid", id, "mode", api->mode, api->key, api->value, NULL};
    return attach_new(guest, api->type, api->target, options, api->attr);
}

static int mount_devpts(const struct guest *guest)
{
    char group[16];
    (void)snprintf(group, sizeof(group), "%u", guest->base + TTY_GROUP);
    const char *options[] = {"ptmxmode", "0666", "mode", "0620", "gid", group, NULL};
    return attach_new(guest, "devpts", "dev/pts", options, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
}

/* An mqueue mount shows the IPC namespace of the process that makes it. */
static int mount_mqueue(const struct guest *guest)
{
    static const char *const NO_OPTIONS[] = {NULL};
    char path[40];
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/ipc", guest->pid);
    cleanup_fd int ipc = open(path, O_RDONLY | O_CLOEXEC);
    if (ipc < 0 || setns(ipc, CLONE_NEWIPC) < 0)
        return -errno;
    return attach_new(guest, "mqueue", "dev/mqueue", NO_OPTIONS, SAFE_DATA);
}

int mount_api(struct guest *guest)
{
    (void)umask(0);
    for (size_t i = 0; i < sizeof(API_MOUNTS) / sizeof(API_MOUNTS[0]); i++) {
        int r = mount_tmpfs(guest, &API_MOUNTS[i]);
        if (r < 0)
            return r;
    }
    int r = mount_devpts(guest);
    return r < 0 ? r : mount_mqueue(guest);
}

static const struct {
    const char *name;
    unsigned major, minor;
} DEVICES[] = {
    {"null", 1, 3},   {"zero", 1, 5},    {"full", 1, 7},
    {"random", 1, 8}, {"urandom", 1, 9}, {"tty", 5, 0},
};

static const struct {
    const char *name, *target;
} LINKS[] = {
    {"ptmx", "pts/ptmx"},          {"fd", "/proc/self/fd"},       {"stdin", "/proc/self/fd/0"},
    {"stdout", "/proc/self/fd/1"}, {"stderr", "/proc/self/fd/2"},
};

/* Real nodes: the tmpfs belongs to the host's user namespace, so they work inside. */
int make_devices(struct guest *guest)
{
    cleanup_fd int dev =
        vs_openat2(guest->root_fd, "dev", O_RDONLY | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
    if (dev < 0)
        return -errno;
    for (size_t i = 0; i < sizeof(DEVICES) / sizeof(DEVICES[0]); i++)
        if (mknodat(dev, DEVICES[i].name, S_IFCHR | 0666,
                    makedev(DEVICES[i].major, DEVICES[i].minor)) < 0)
            return -errno;
    for (size_t i = 0; i < sizeof(LINKS) / sizeof(LINKS[0]); i++)
        if (symlinkat(LINKS[i].target, dev, LINKS[i].name) < 0)
            return -errno;
    return 0;
}

int wait_for_init(struct guest *guest)
{
    struct vs_failure report;
    ssize_t n = recv(guest->sync_fd, &report, sizeof(report), 0);
    if (n < 0)
        return -errno;
    if (n != sizeof(report))
        return -ECHILD; /* P1 died */
    return vs_fail(&guest->failure, report.stage, report.error);
}

/* ping without CAP_NET_RAW. B is in the guest's network namespace by now, but counts ids like the
 * host. */
int allow_ping(struct guest *guest)
{
    char range[32];
    if (guest->request.share_network[0])
        return 0; /* the other guest's ids are allowed in its own namespace */
    (void)snprintf(range, sizeof(range), "%u %u", guest->base, guest->base + VS_IDMAP_COUNT - 1);
    return vs_file_write(AT_FDCWD, "/proc/sys/net/ipv4/ping_group_range", range);
}

/* A sysfs mount shows the network namespace of the process that makes it. */
int mount_sysfs(struct guest *guest)
{
    static const char *const NO_OPTIONS[] = {NULL};
    char path[40];
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/net", guest->pid);
    cleanup_fd int net = open(path, O_RDONLY | O_CLOEXEC);
    if (net < 0 || setns(net, CLONE_NEWNET) < 0)
        return -errno;
    return attach_new(guest, "sysfs", "sys", NO_OPTIONS, SAFE_DATA | MOUNT_ATTR_RDONLY);
}

/* The guest's own subtree as a pure v2 hierarchy, also on hybrid hosts. */
int mount_cgroup_view(struct guest *guest)
{
    int view = guest->view_fd;
    struct mount_attr attr = {.attr_set = SAFE_DATA, .propagation = MS_PRIVATE};
    if (mount_setattr(view, "", AT_EMPTY_PATH, &attr, sizeof(attr)) < 0)
        return -errno;
    return attach_at(view, guest->root_fd, "sys/fs/cgroup");
}
