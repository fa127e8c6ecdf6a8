#include "tree-api.h"
#include "cleanup.h"
#include "file.h"
#include "idmap.h"
#include "kernel.h"
#include "mount-at.h"
#include "network-shared.h"
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define SAFE      (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)
#define SAFE_DATA (SAFE | MOUNT_ATTR_NOEXEC)
#define TTY_GROUP 5 /* Debian's and everyone's "tty" */

/* kernel.pty.max, 3072 for all that are not the host's own, is shared by all guests. */
#define PTYS_MAX "256"

static const struct api_mount {
    const char *target, *mode;
    const char *key, *value; /* one more option */
    uint64_t attr;
    /* Of the guest's memory, together less than all of it: their pages cannot be reclaimed, and a
     * guest that filled it with files would have nothing left to run in. 0: a fixed size. */
    unsigned eighths;
} API_MOUNTS[] = {
    {"dev", "0755", "size", "4m", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, 0},
    {"dev/shm", "1777", NULL, NULL, SAFE, 2},
    {"run", "0755", NULL, NULL, SAFE, 1},
    /* Without it systemd stops at "Failed to mount API filesystems". */
    {"run/lock", "1777", "size", "5m", SAFE_DATA, 0},
    /* Debian 13 would mount it itself and cannot. */
    {"tmp", "1777", NULL, NULL, SAFE, 3},
};

#define API_MOUNTS_COUNT (sizeof(API_MOUNTS) / sizeof(API_MOUNTS[0]))
#define DEV              0 /* its place among them */

_Static_assert(API_MOUNTS_COUNT == API_MOUNTS_MAX, "struct guest has room for each");

static int attach_below(const struct guest *guest, int mount, const char *target)
{
    int r = target_directory(guest->root_fd, target);
    return r < 0 ? r : attach_at(mount, guest->root_fd, target);
}

static int attach_new(const struct guest *guest, const char *type, const char *target,
                      const char *const *options, uint64_t attr)
{
    cleanup_fd int mount = -1;
    int r = new_mount(type, options, attr, &mount);
    return r < 0 ? r : attach_below(guest, mount, target);
}

/*
 * Kernels before devpts used fs_context (6.1 among them) read the group as a signed number and
 * refuse those from 2^31 on, which guests with an xid above 4,096 have. There a pseudo-terminal
 * gets the group of whoever opens it. Source: match_int() in devpts' parse_mount_options().
 */
static int mount_devpts(const struct guest *guest)
{
    char group[16];
    uint32_t id = guest->base + TTY_GROUP;
    (void)snprintf(group, sizeof(group), "%u", id);
    const char *options[] = {"ptmxmode", "0666", "mode", "0620", "max",
                             PTYS_MAX,   "gid",  group,  NULL};
    const uint64_t attr = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;
    int r = attach_new(guest, "devpts", "dev/pts", options, attr);
    if (r != -EINVAL || id <= INT32_MAX)
        return r;
    options[6] = NULL;
    return attach_new(guest, "devpts", "dev/pts", options, attr);
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
static int make_devices(int dev)
{
    for (size_t i = 0; i < sizeof(DEVICES) / sizeof(DEVICES[0]); i++)
        if (mknodat(dev, DEVICES[i].name, S_IFCHR | 0666,
                    makedev(DEVICES[i].major, DEVICES[i].minor)) < 0)
            return -errno;
    for (size_t i = 0; i < sizeof(LINKS) / sizeof(LINKS[0]); i++)
        if (symlinkat(LINKS[i].target, dev, LINKS[i].name) < 0)
            return -errno;
    return 0;
}

/* Nobody's yet: give_api_mounts makes them the guest's. */
int make_api_mounts(struct guest *guest)
{
    (void)umask(0);
    for (size_t i = 0; i < API_MOUNTS_COUNT; i++) {
        const struct api_mount *api = &API_MOUNTS[i];
        const char *options[] = {"mode", api->mode, api->key, api->value, NULL};
        int r =
            guest->api_fds[i] < 0 ? new_mount("tmpfs", options, api->attr, &guest->api_fds[i]) : 0;
        if (r < 0)
            return r;
    }
    return make_devices(guest->api_fds[DEV]);
}

static int own(int dir, const char *name, uint32_t id)
{
    return fchownat(dir, name, id, id, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

/* Later than its making, which does not know the guest yet. Source: fspick(2). */
static int bound_size(const struct guest *guest, int mount, unsigned eighths)
{
    char size[24];
    uint64_t memory = guest->request.limit.memory_bytes;
    if (eighths == 0 || memory == VS_INFINITY)
        return 0;
    cleanup_fd int context = fspick(mount, "", FSPICK_CLOEXEC | FSPICK_EMPTY_PATH);
    (void)snprintf(size, sizeof(size), "%llu", (unsigned long long)(memory / 8 * eighths));
    if (context < 0 || fsconfig(context, FSCONFIG_SET_STRING, "size", size, 0) < 0 ||
        fsconfig(context, FSCONFIG_CMD_RECONFIGURE, NULL, NULL, 0) < 0)
        return -errno;
    return 0;
}

static int own_devices(const struct guest *guest)
{
    int dev = guest->api_fds[DEV], r = 0;
    for (size_t i = 0; r == 0 && i < sizeof(DEVICES) / sizeof(DEVICES[0]); i++)
        r = own(dev, DEVICES[i].name, guest->base);
    for (size_t i = 0; r == 0 && i < sizeof(LINKS) / sizeof(LINKS[0]); i++)
        r = own(dev, LINKS[i].name, guest->base);
    return r;
}

int mount_api(struct guest *guest)
{
    int r = guest->is_parked ? 0 : make_api_mounts(guest);
    r = r < 0 ? r : own_devices(guest);
    for (size_t i = 0; r == 0 && i < API_MOUNTS_COUNT; i++) {
        r = own(guest->api_fds[i], "", guest->base);
        r = r < 0 ? r : bound_size(guest, guest->api_fds[i], API_MOUNTS[i].eighths);
        r = r < 0 ? r : attach_below(guest, guest->api_fds[i], API_MOUNTS[i].target);
        vs_close_fd(&guest->api_fds[i]);
    }
    r = r < 0 ? r : mount_devpts(guest);
    return r < 0 ? r : mount_mqueue(guest);
}

/* ping without CAP_NET_RAW. B is in the guest's network namespace by now, but counts ids like the
 * host. */
int allow_ping(struct guest *guest)
{
    char range[32];
    if (guest->request.share_network[0] || has_shared_network(guest))
        return 0; /* the other guest's ids are allowed in its own namespace; the host's are its own
                   */
    (void)snprintf(range, sizeof(range), "%u %u", guest->base, guest->base + VS_IDMAP_COUNT - 1);
    return vs_file_write(AT_FDCWD, "/proc/sys/net/ipv4/ping_group_range", range);
}

/* A sysfs mount shows the network namespace of the process that makes it. */
int make_sysfs(struct guest *guest)
{
    static const char *const NO_OPTIONS[] = {NULL};
    return new_mount("sysfs", NO_OPTIONS, SAFE_DATA | MOUNT_ATTR_RDONLY, &guest->sysfs_fd);
}

static int make_sysfs_of_init(struct guest *guest)
{
    char path[40];
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/net", guest->pid);
    cleanup_fd int net = open(path, O_RDONLY | O_CLOEXEC);
    if (net < 0 || setns(net, CLONE_NEWNET) < 0)
        return -errno;
    vs_close_fd(&guest->sysfs_fd);
    return make_sysfs(guest);
}

/* The host's devices are nothing to see for the guest: one of an empty namespace, as a parked B has
 * it already. */
static int make_sysfs_of_nobody(struct guest *guest)
{
    if (guest->sysfs_fd >= 0)
        return 0;
    return unshare(CLONE_NEWNET) < 0 ? -errno : make_sysfs(guest);
}

static int make_sysfs_for(struct guest *guest)
{
    if (has_shared_network(guest))
        return make_sysfs_of_nobody(guest);
    return guest->network_is_pooled ? 0 : make_sysfs_of_init(guest);
}

int mount_sysfs(struct guest *guest)
{
    int r = make_sysfs_for(guest);
    r = r < 0 ? r : attach_below(guest, guest->sysfs_fd, "sys");
    vs_close_fd(&guest->sysfs_fd);
    return r;
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
