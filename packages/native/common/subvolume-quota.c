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
static int find_groups(int dir, char ret_path[VS_SUBVOLUME_GROUP_SIZE])
{
    struct btrfs_ioctl_fs_info_args info = {0};
    /* Not on a descriptor that is only a path. */
    cleanup_fd int any = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (any < 0 || ioctl(any, BTRFS_IOC_FS_INFO, &info) < 0)
        return -errno;
    const uint8_t *id = info.fsid;
    (void)snprintf(ret_path, VS_SUBVOLUME_GROUP_SIZE,
                   "/sys/fs/btrfs/%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
                   "%02x%02x%02x%02x%02x%02x/qgroups",
                   id[0], id[1], id[2], id[3], id[4], id[5], id[6], id[7], id[8], id[9], id[10],
                   id[11], id[12], id[13], id[14], id[15]);
    return 0;
}

static int open_directory(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

/* Kernels that cannot do it do not have the file either. */
bool vs_subvolume_has_simple_quota(int dir)
{
    char path[VS_SUBVOLUME_GROUP_SIZE], mode[16];
    if (find_groups(dir, path) < 0)
        return false;
    cleanup_fd int groups = open_directory(path);
    return groups >= 0 && vs_file_read(groups, "mode", mode, sizeof(mode)) == 0 &&
           !strncmp(mode, "squota", strlen("squota"));
}

int vs_subvolume_group(int dir, uint32_t project, char ret_path[VS_SUBVOLUME_GROUP_SIZE])
{
    int r = find_groups(dir, ret_path);
    size_t length = r < 0 ? 0 : strlen(ret_path);
    if (r == 0)
        (void)snprintf(ret_path + length, VS_SUBVOLUME_GROUP_SIZE - length, "/1_%u", project);
    return r < 0 ? r : access(ret_path, F_OK) < 0 ? -errno : 0;
}

/* Source: fs/btrfs/qgroup.c, qgroup_check_limits(): what is refused is what these leave no room
 * for. */
static int read_used(int group, uint64_t *ret_bytes)
{
    static const char *const PARTS[] = {"referenced", "rsv_data", "rsv_meta_pertrans",
                                        "rsv_meta_prealloc"};
    uint64_t sum = 0, part = 0;
    int r = 0;
    for (size_t i = 0; r == 0 && i < sizeof(PARTS) / sizeof(PARTS[0]); i++) {
        r = vs_file_read_u64(group, PARTS[i], &part);
        sum += part;
    }
    if (r == 0)
        *ret_bytes = sum;
    return r;
}

int vs_subvolume_group_use(const char *path, struct vs_subvolume_use *ret_use)
{
    struct vs_subvolume_use use = {.limit_bytes = VS_INFINITY};
    uint64_t flags;
    cleanup_fd int group = open_directory(path);
    if (group < 0)
        return group;
    int r = read_used(group, &use.used_bytes);
    r = r < 0 ? r : vs_file_read_u64(group, "limit_flags", &flags);
    if (r == 0 && (flags & BTRFS_QGROUP_LIMIT_MAX_RFER))
        r = vs_file_read_u64(group, "max_referenced", &use.limit_bytes);
    if (r == 0)
        *ret_use = use;
    return r;
}

int vs_subvolume_use(int dir, uint32_t project, struct vs_subvolume_use *ret_use)
{
    char path[VS_SUBVOLUME_GROUP_SIZE];
    int r = vs_subvolume_group(dir, project, path);
    return r < 0 ? r : vs_subvolume_group_use(path, ret_use);
}
