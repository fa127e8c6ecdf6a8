#include "quota.h"
#include "cleanup.h"
#include "image-quota.h"
#include "kernel.h"
#include "mount-at.h"
#include "notify-decode.h"
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define NODE "node"

int check_quota(struct guest *guest)
{
    bool asks = guest->request.ccaps & VS_CCAP_QUOTA;
    return asks && guest->root.backend != VS_BACKEND_IMAGE ? -ENODEV : 0;
}

int open_counted_data(struct guest *guest)
{
    struct stat found;
    int r = vs_image_mount_quota(guest->storage_fd, &guest->data_fd);
    if (r < 0)
        return r;
    if (fstat(guest->data_fd, &found) < 0)
        return -errno;
    guest->quota_device = found.st_dev;
    return 0;
}

/*
 * Tools compare the node's number with that of the files, and never open it. Nor can the guest: it
 * lies on a mount without devices, which is locked in the guest, and belongs to nobody there, so
 * that its mode stays what it is.
 */
int make_quota_node(struct guest *guest, const char *place)
{
    static const char *const OPTIONS[] = {"mode", "0700", "size", "4k", NULL};
    cleanup_fd int mount = -1;
    if (!guest->quota_device)
        return 0;
    int r = new_mount("tmpfs", OPTIONS, MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC,
                      &mount);
    if (r < 0)
        return r;
    if (move_mount(mount, "", AT_FDCWD, place, MOVE_MOUNT_F_EMPTY_PATH) < 0 ||
        mknodat(mount, NODE, S_IFBLK, guest->quota_device) < 0 ||
        fchownat(mount, NODE, 0, 0, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    guest->quota_fd = open_tree(mount, NODE, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    return guest->quota_fd < 0 ? -errno : 0;
}

int mount_quota_node(struct guest *guest)
{
    if (guest->quota_fd < 0)
        return 0;
    cleanup_fd int place =
        vs_openat2(guest->root_fd, VS_QUOTA_DEVICE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0,
                   VS_RESOLVE_HOSTILE);
    return place < 0 ? -errno : attach_at(guest->quota_fd, guest->root_fd, VS_QUOTA_DEVICE);
}
