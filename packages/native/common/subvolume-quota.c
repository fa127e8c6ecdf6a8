/* What the kernel tells of quota groups, as it is now: /sys/fs/btrfs/UUID/qgroups. */
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "subvolume.h"
#include <linux/btrfs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

/* The directory of all groups; ENOENT: quota is off. */
static int open_groups(int dir)
{
    struct btrfs_ioctl_fs_info_args info = {0};
    char path[96];
    /* Not on a descriptor that is only a path. */
    cleanup_fd int any = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (any < 0 || ioctl(any, BTRFS_IOC_FS_INFO, &info) < 0)
        return -errno;
    const uint8_t *id = info.fsid;
    (void)snprintf(path, sizeof(path),
                   "/sys/fs/btrfs/%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
                   "%02x%02x%02x%02x%02x%02x/qgroups",
                   id[0], id[1], id[2], id[3], id[4], id[5], id[6], id[7], id[8], id[9], id[10],
                   id[11], id[12], id[13], id[14], id[15]);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

/* Kernels that cannot do it do not have the file either. */
bool vs_subvolume_has_simple_quota(int dir)
{
    char mode[16];
    cleanup_fd int groups = open_groups(dir);
    return groups >= 0 && vs_file_read(groups, "mode", mode, sizeof(mode)) == 0 &&
           !strncmp(mode, "squota", strlen("squota"));
}

int vs_subvolume_use(int dir, uint32_t project, struct vs_subvolume_use *ret_use)
{
    struct vs_subvolume_use use = {.limit_bytes = VS_INFINITY};
    char name[24];
    uint64_t flags;
    cleanup_fd int groups = open_groups(dir);
    if (groups < 0)
        return groups;
    (void)snprintf(name, sizeof(name), "1_%u", project);
    cleanup_fd int group = openat(groups, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (group < 0)
        return -errno;
    int r = vs_file_read_u64(group, "referenced", &use.used_bytes);
    r = r < 0 ? r : vs_file_read_u64(group, "limit_flags", &flags);
    if (r == 0 && (flags & BTRFS_QGROUP_LIMIT_MAX_RFER))
        r = vs_file_read_u64(group, "max_referenced", &use.limit_bytes);
    if (r == 0)
        *ret_use = use;
    return r;
}
