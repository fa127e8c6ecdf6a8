/*
 * Quotas of the guest's own users and groups, on its own file system. The kernel numbers them as
 * the guest does: on disk its files have ids 0..65535, and nobody else's are there. What it would
 * refuse the caller, were the file system mounted in the guest's user namespace, is refused here.
 */
#include "cleanup.h"
#include "file.h"
#include "idmap.h"
#include "kernel.h"
#include "notify-act.h"
#include <linux/dqblk_xfs.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* All that an answer can be. */
union answer {
    struct if_dqblk limits;
    struct if_nextdqblk next;
    struct if_dqinfo info;
    struct fs_disk_quota xfs_limits;
    struct fs_quota_stat xfs_state;
    uint32_t format;
};

/* Its capabilities count in its own user namespace, and its ids are that one's. */
static int check_namespace(const struct vs_notify_guest *guest, const struct vs_caller *caller)
{
    char path[40];
    struct stat own, theirs;
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/user", guest->pid);
    if (stat(path, &own) < 0 || fstat(caller->user_fd, &theirs) < 0)
        return -errno;
    return own.st_ino == theirs.st_ino && own.st_dev == theirs.st_dev ? 0 : -EPERM;
}

/* Without asking the file system, which may be one that the guest serves itself. */
static int check_descriptor(const struct vs_notify_guest *guest, const struct vs_caller *caller,
                            int number)
{
    char path[48];
    struct statx found;
    (void)snprintf(path, sizeof(path), "/proc/%d/fd/%d", caller->thread, number);
    cleanup_fd int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? -EBADF : -errno;
    if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_TYPE, &found) < 0)
        return -errno;
    dev_t device = makedev(found.stx_dev_major, found.stx_dev_minor);
    return device == guest->quota_device ? 0 : -ENODEV;
}

/* The list of groups may be long, so it is read number by number. Only the first word of a line is
 * looked at: the guest chooses what stands behind "Name:". */
static bool has_group(const struct vs_caller *caller, gid_t group)
{
    char path[40], key[8];
    unsigned found;
    bool has = caller->gids[1] == group;
    (void)snprintf(path, sizeof(path), "/proc/%d/status", caller->thread);
    FILE *status = fopen(path, "re");
    if (!status)
        return has;
    while (!has && fscanf(status, "%7s", key) == 1) {
        if (!strcmp(key, "Groups:"))
            while (!has && fscanf(status, "%u", &found) == 1)
                has = found == group;
        (void)fscanf(status, "%*[^\n]");
    }
    (void)fclose(status);
    return has;
}

/* Source: check_quotactl_permission(). */
static bool may_ask(const struct vs_notify_guest *guest, const struct vs_caller *caller,
                    const struct vs_notify_act *act)
{
    if (caller->is_root || act->quota.asker == VS_QUOTA_ANYONE)
        return true;
    if (act->quota.asker == VS_QUOTA_ROOT)
        return false;
    uint32_t id = guest->base + act->quota.id;
    return act->quota.type == USRQUOTA ? caller->uids[1] == id : has_group(caller, id);
}

/* The kernel wants the name of a node, and the host may have it under any. */
static int find_node(dev_t device, char *ret_path, size_t size)
{
    char path[48], text[512], name[64];
    (void)snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/uevent", major(device), minor(device));
    int r = vs_file_read(AT_FDCWD, path, text, sizeof(text));
    const char *line = r < 0 ? NULL : strstr(text, "DEVNAME=");
    if (!line || sscanf(line, "DEVNAME=%63s", name) != 1)
        return -ENODEV;
    struct stat found;
    (void)snprintf(ret_path, size, "/dev/%s", name);
    if (stat(ret_path, &found) < 0 || !S_ISBLK(found.st_mode) || found.st_rdev != device)
        return -ENODEV;
    return 0;
}

static int ask_kernel(const struct vs_notify_guest *guest, const struct vs_notify_act *act,
                      union answer *ret_answer)
{
    char node[80];
    bool writes = act->quota.command == Q_SETQUOTA;
    struct if_dqblk limits = act->quota.limits;
    int r = find_node(guest->quota_device, node, sizeof(node));
    if (r < 0)
        return r;
    uint32_t command = QCMD(act->quota.command, act->quota.type);
    void *data = writes ? (void *)&limits : (void *)ret_answer;
    return syscall(SYS_quotactl, command, node, act->quota.id, data) < 0 ? -errno : 0;
}

/* The walk ends with the guest's ids. */
static int check_answer(const struct vs_notify_act *act, const union answer *answer)
{
    if (act->quota.command == Q_GETNEXTQUOTA && answer->next.dqb_id >= VS_IDMAP_COUNT)
        return -ENOENT;
    if (act->quota.command == Q_XGETNEXTQUOTA && answer->xfs_limits.d_id >= VS_IDMAP_COUNT)
        return -ENOENT;
    return 0;
}

static int hand_over(const struct vs_caller *caller, const struct vs_notify_act *act,
                     const union answer *answer)
{
    size_t size = act->quota.answer_size;
    ssize_t n = pwrite(caller->memory_fd, answer, size, (off_t)act->quota.address);
    return n == (ssize_t)size ? 0 : -EFAULT;
}

int vs_notify_quota(const struct vs_notify_guest *guest, const struct vs_caller *caller,
                    int listener, uint64_t id, const struct vs_notify_act *act)
{
    union answer answer = {0};
    int r = guest->quota_device ? check_namespace(guest, caller) : -ENODEV;
    if (r == 0 && act->quota.fd >= 0)
        r = check_descriptor(guest, caller, act->quota.fd);
    if (r < 0)
        return r;
    if (!may_ask(guest, caller, act))
        return -EPERM;
    /* What was read of the caller was its own, if it still waits. */
    if (!vs_caller_waits(listener, id))
        return -ENOENT;
    if (act->quota.command == Q_QUOTAON || act->quota.command == Q_QUOTAOFF)
        return 0;
    r = ask_kernel(guest, act, &answer);
    r = r < 0 ? r : check_answer(act, &answer);
    return r < 0 || !act->quota.answer_size ? r : hand_over(caller, act, &answer);
}
