#include "storage-probe.h"
#include "cleanup.h"
#include "disk-quota.h"
#include "file.h"
#include "image.h"
#include "kernel.h"
#include "protocol.h"
#include "subvolume.h"
#include <linux/fs.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>
#include <sys/xattr.h>

int vs_storage_filesystem(int storage, char *ret_name, size_t size)
{
    static const struct {
        unsigned long type;
        const char *name;
    } NAMES[] = {
        {EXT4_SUPER_MAGIC, "ext4"},         {XFS_SUPER_MAGIC, "xfs"},
        {BTRFS_SUPER_MAGIC, "btrfs"},       {TMPFS_MAGIC, "tmpfs"},
        {OVERLAYFS_SUPER_MAGIC, "overlay"},
    };
    struct statfs found;
    if (fstatfs(storage, &found) < 0)
        return -errno;
    unsigned long type = (unsigned long)found.f_type & UINT32_MAX;
    (void)snprintf(ret_name, size, "%lx", type);
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
        if (NAMES[i].type == type)
            (void)snprintf(ret_name, size, "%s", NAMES[i].name);
    return 0;
}

/* A file without a name, which goes with its descriptor. */
static int open_nameless(int storage)
{
    return openat(storage, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static bool keeps_attributes(int storage)
{
    cleanup_fd int file = open_nameless(storage);
    return file >= 0 && fsetxattr(file, "trusted.overlay.metacopy", "", 0, 0) == 0;
}

static bool has_reflinks(int storage)
{
    char bytes[4096] = "x";
    cleanup_fd int from = open_nameless(storage);
    cleanup_fd int to = open_nameless(storage);
    return from >= 0 && to >= 0 && write(from, bytes, sizeof(bytes)) == sizeof(bytes) &&
           ioctl(to, FICLONE, from) == 0;
}

static bool enforces_projects(int storage)
{
    struct vs_quota_state state;
    return vs_quota_state(storage, &state) == 0 && state.enforces;
}

uint32_t vs_storage_features(int storage)
{
    uint32_t features = 0;
    bool is_btrfs = vs_subvolume_is_possible(storage);
    features |= keeps_attributes(storage) ? VS_STORAGE_XATTRS : 0;
    features |= has_reflinks(storage) ? VS_STORAGE_REFLINK : 0;
    features |= is_btrfs ? VS_STORAGE_SNAPSHOT : 0;
    features |= vs_image_is_possible() ? VS_STORAGE_IMAGE : 0;
    features |= enforces_projects(storage) ? VS_STORAGE_PROJECT : 0;
    return features |
           (is_btrfs && vs_subvolume_has_simple_quota(storage) ? VS_STORAGE_SIMPLE_QUOTA : 0);
}
