#include "shares.h"
#include "cleanup.h"
#include "idmap.h"
#include "kernel.h"
#include "mount-at.h"
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* On disk an area has ids 0..65535 like any guest's files, so that every guest maps it to its own.
 */
static int open_share(int shares, const char *name, int *ret_tree)
{
    if (mkdirat(shares, name, 0755) < 0 && errno != EEXIST)
        return -errno;
    int tree = open_tree(shares, name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW);
    if (tree < 0)
        return -errno;
    *ret_tree = tree;
    return 0;
}

static int open_directory(const struct guest *guest, int *ret_fd)
{
    char path[320];
    int r = vs_layout_storage(&guest->layout, "shares", "", path, sizeof(path));
    if (r < 0)
        return r;
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return -errno;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

/* The lock keeps a deletion from moving an area away between its look at the states and its rename.
 */
int open_shares(struct guest *guest)
{
    const struct vs_mount *mounts = guest->request.mounts;
    cleanup_lock int shares = -1;
    for (int i = 0; i < VS_MOUNTS_MAX; i++) {
        if (!mounts[i].share[0])
            continue;
        int r = shares < 0 ? open_directory(guest, &shares) : 0;
        if (r == 0 && flock(shares, LOCK_SH) < 0)
            r = -errno;
        r = r < 0 ? r : open_share(shares, mounts[i].share, &guest->share_fds[i]);
        if (r < 0)
            return r;
    }
    return 0;
}

static int mount_share(const struct guest *guest, int tree, const struct vs_mount *wanted)
{
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV};
    int r = vs_idmap_mount(tree, guest->userns_fd, wanted->read_only);
    if (r == 0 && mount_setattr(tree, "", AT_EMPTY_PATH, &attr, sizeof(attr)) < 0)
        r = -errno;
    return r < 0 ? r : attach_directory(tree, guest->root_fd, wanted->target);
}

int mount_shares(struct guest *guest)
{
    int r = 0;
    for (int i = 0; r == 0 && i < VS_MOUNTS_MAX; i++)
        if (guest->share_fds[i] >= 0)
            r = mount_share(guest, guest->share_fds[i], &guest->request.mounts[i]);
    return r;
}
