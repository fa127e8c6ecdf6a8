#include "subvolume.h"
#include "cleanup.h"
#include "kernel.h"
#include <linux/btrfs.h>
#include <linux/btrfs_tree.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define LEVEL_SHIFT                                                                                \
    48 /* of a quota group's number. Source: btrfs_tree.h, BTRFS_QGROUP_LEVEL_SHIFT */

/* A directory of a subvolume always has this inode number. Source: BTRFS_FIRST_FREE_OBJECTID */
#define SUBVOLUME_INODE 256

static uint64_t group_of(uint32_t project)
{
    return UINT64_C(1) << LEVEL_SHIFT | project;
}

bool vs_subvolume_is_possible(int dir)
{
    struct statfs found;
    return fstatfs(dir, &found) == 0 &&
           ((unsigned long)found.f_type & UINT32_MAX) == BTRFS_SUPER_MAGIC;
}

static int make_group(int dir, uint32_t project)
{
    struct btrfs_ioctl_qgroup_create_args args = {.create = 1, .qgroupid = group_of(project)};
    return ioctl(dir, BTRFS_IOC_QGROUP_CREATE, &args) < 0 && errno != EEXIST ? -errno : 0;
}

/* Room for the one group a subvolume is put into when it is made. */
union inherit {
    struct btrfs_qgroup_inherit head;
    char bytes[sizeof(struct btrfs_qgroup_inherit) + sizeof(uint64_t)];
};

static int make(int dir, unsigned long request, int from, const char *name, uint32_t project)
{
    struct btrfs_ioctl_vol_args_v2 args = {.fd = from};
    union inherit inherit = {.head = {.num_qgroups = 1}};
    if (strlen(name) >= sizeof(args.name))
        return -ENAMETOOLONG;
    memcpy(args.name, name, strlen(name));
    if (project && vs_subvolume_has_simple_quota(dir)) {
        int r = make_group(dir, project);
        if (r < 0)
            return r;
        inherit.head.qgroups[0] = group_of(project);
        args.flags = BTRFS_SUBVOL_QGROUP_INHERIT;
        args.size = sizeof(inherit);
        args.qgroup_inherit = &inherit.head;
    }
    return ioctl(dir, request, &args) < 0 ? -errno : 0;
}

int vs_subvolume_make(int dir, const char *name, uint32_t project)
{
    return make(dir, BTRFS_IOC_SUBVOL_CREATE_V2, 0, name, project);
}

int vs_subvolume_snapshot(int subvolume, int dir, const char *name, uint32_t project)
{
    return make(dir, BTRFS_IOC_SNAP_CREATE_V2, subvolume, name, project);
}

int vs_subvolume_delete(int dir, const char *name)
{
    struct btrfs_ioctl_vol_args args = {0};
    struct stat found;
    if (!vs_subvolume_is_possible(dir))
        return -ENOTTY;
    if (fstatat(dir, name, &found, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    if (!S_ISDIR(found.st_mode) || found.st_ino != SUBVOLUME_INODE)
        return -ENOTTY;
    if (strlen(name) >= sizeof(args.name))
        return -ENAMETOOLONG;
    memcpy(args.name, name, strlen(name));
    return ioctl(dir, BTRFS_IOC_SNAP_DESTROY, &args) < 0 ? -errno : 0;
}

int vs_subvolume_limit(int dir, uint32_t project, uint64_t bytes)
{
    /* All ones take a limit away. Source: fs/btrfs/qgroup.c, btrfs_limit_qgroup() */
    struct btrfs_ioctl_qgroup_limit_args args = {
        .qgroupid = group_of(project),
        .lim = {.flags = BTRFS_QGROUP_LIMIT_MAX_RFER, .max_rfer = bytes},
    };
    _Static_assert(VS_INFINITY == UINT64_MAX, "no limit is the same number");
    return ioctl(dir, BTRFS_IOC_QGROUP_LIMIT, &args) < 0 ? -errno : 0;
}
