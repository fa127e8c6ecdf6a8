/* As root of the guest, in the caller's mounts and below its root: what is locked stays locked. */
#include "cleanup.h"
#include "kernel.h"
#include "notify-act.h"
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* Each costs the host kernel memory, and a recursive bind doubles them at most. */
#define MOUNTS_MAX 256

static int count_mounts(int mountinfo)
{
    char bytes[4096];
    int lines = 0;
    for (;;) {
        ssize_t n = read(mountinfo, bytes, sizeof(bytes));
        if (n <= 0)
            return n < 0 ? -errno : lines;
        for (ssize_t i = 0; i < n; i++)
            lines += bytes[i] == '\n';
    }
}

/* The user namespace first: from then on we have no more power than root of the guest could. */
static int become_caller(const struct vs_caller *caller)
{
    if (setns(caller->user_fd, CLONE_NEWUSER) < 0 || setns(caller->mount_fd, CLONE_NEWNS) < 0)
        return -errno;
    if (setresgid(0, 0, 0) < 0 || setgroups(0, NULL) < 0 || setresuid(0, 0, 0) < 0)
        return -errno;
    if (fchdir(caller->root_fd) < 0 || chroot(".") < 0 || fchdir(caller->directory_fd) < 0)
        return -errno;
    (void)umask(022);
    return 0;
}

static int open_path(const char *path, int *ret_fd)
{
    *ret_fd = vs_openat2(AT_FDCWD, path, O_PATH, 0, RESOLVE_NO_MAGICLINKS);
    return *ret_fd < 0 ? -errno : 0;
}

static int attach(int mount, const char *path)
{
    cleanup_fd int target = -1;
    int r = open_path(path, &target);
    if (r < 0)
        return r;
    if (move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
        return -errno;
    return 0;
}

static int mount_tmpfs(const struct vs_notify_act *act)
{
    cleanup_fd int context = fsopen("tmpfs", FSOPEN_CLOEXEC);
    if (context < 0)
        return -errno;
    for (size_t i = 0; i < act->mount.option_count; i++) {
        const struct vs_notify_option *option = &act->mount.options[i];
        if (fsconfig(context, FSCONFIG_SET_STRING, option->key, option->value, 0) < 0)
            return -errno;
    }
    if (fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return -errno;
    cleanup_fd int mount = fsmount(context, FSMOUNT_CLOEXEC, (unsigned)act->mount.set);
    return mount < 0 ? -errno : attach(mount, act->mount.target);
}

static int mount_bind(const struct vs_notify_act *act)
{
    cleanup_fd int source = -1;
    int r = open_path(act->mount.source, &source);
    if (r < 0)
        return r;
    unsigned recursive = act->mount.recursive ? AT_RECURSIVE : 0;
    cleanup_fd int copy =
        open_tree(source, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | recursive);
    struct mount_attr attr = {.attr_set = act->mount.set};
    if (copy < 0 || mount_setattr(copy, "", AT_EMPTY_PATH | recursive, &attr, sizeof(attr)) < 0)
        return -errno;
    return attach(copy, act->mount.target);
}

/*
 * Whether a mount was made this way: those of the guest's start are locked. Asked to expire, a
 * locked mount, a root and what is no mount at all are EINVAL before a busy one is EBUSY; ours is
 * busy, since it is open. Source: path_umount(), do_umount().
 */
static int check_unlocked(int descriptors, int fd)
{
    char name[16];
    (void)snprintf(name, sizeof(name), "%d", fd);
    if (fchdir(descriptors) < 0)
        return -errno;
    return umount2(name, MNT_EXPIRE) < 0 && errno == EBUSY ? 0 : -EPERM;
}

static int remount(const struct vs_notify_act *act, int descriptors)
{
    cleanup_fd int target = -1;
    struct mount_attr attr = {.attr_set = act->mount.set, .attr_clr = act->mount.clear};
    int r = open_path(act->mount.target, &target);
    r = r < 0 ? r : check_unlocked(descriptors, target);
    if (r < 0)
        return r;
    return mount_setattr(target, "", AT_EMPTY_PATH, &attr, sizeof(attr)) < 0 ? -errno : 0;
}

/* By path, since a descriptor would keep it busy; that it is not locked is for the kernel to see.
 */
static int unmount(const struct vs_notify_act *act)
{
    return umount2(act->mount.target, act->mount.umount_flags) < 0 ? -errno : 0;
}

int vs_notify_mount(const struct vs_caller *caller, const struct vs_notify_act *act)
{
    /* Of the host's proc: in the guest's we do not appear. */
    cleanup_fd int descriptors = open("/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (descriptors < 0)
        return -errno;
    int mounts = count_mounts(caller->mountinfo_fd);
    bool adds = act->kind == VS_NOTIFY_TMPFS || act->kind == VS_NOTIFY_BIND;
    if (mounts < 0 || (adds && mounts >= MOUNTS_MAX))
        return mounts < 0 ? mounts : -ENOSPC;
    int r = become_caller(caller);
    if (r < 0)
        return r;
    if (act->kind == VS_NOTIFY_TMPFS)
        return mount_tmpfs(act);
    if (act->kind == VS_NOTIFY_BIND)
        return mount_bind(act);
    return act->kind == VS_NOTIFY_REMOUNT ? remount(act, descriptors) : unmount(act);
}
