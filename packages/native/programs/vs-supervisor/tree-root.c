#include "tree-root.h"
#include "backend-tree.h"
#include "cleanup.h"
#include "idmap.h"
#include "kernel.h"
#include "overlay-mount.h"
#include "quota.h"
#include "raw.h"
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

int make_private(struct guest *guest)
{
    (void)guest;
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ? -errno : 0;
}

static int attach_over(int mount, const char *path)
{
    return move_mount(mount, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) < 0 ? -errno : 0;
}

/*
 * Maps a layer's ids and puts it where overlay accepts it on every kernel: into B's own mount
 * namespace, over a directory that B no longer needs.
 */
static int attach_layer(const struct guest *guest, int tree, bool read_only)
{
    int r = vs_idmap_mount(tree, guest->userns_fd, read_only);
    return r < 0 ? r : attach_over(tree, guest->layout.data);
}

static int attach_layers(const struct guest *guest)
{
    int r = attach_layer(guest, guest->template_fd, true);
    if (r == 0 && guest->pool_fd >= 0)
        r = attach_layer(guest, guest->pool_fd, true);
    if (r == 0 && guest->cover_fd >= 0)
        r = attach_layer(guest, guest->cover_fd, true);
    return r < 0 ? r : attach_layer(guest, guest->data_fd, false);
}

/* A private tree is the root as it is: a copy of a mount has its ids as well. */
static int mount_private_tree(struct guest *guest)
{
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_NODEV};
    int r = attach_layer(guest, guest->data_fd, false);
    r = r < 0 ? r : open_raw(guest, guest->data_fd);
    if (r < 0)
        return r;
    guest->root_fd = open_tree(guest->data_fd, VS_TREE_NAME,
                               OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW);
    if (guest->root_fd < 0 ||
        mount_setattr(guest->root_fd, "", AT_EMPTY_PATH, &attr, sizeof(attr)) < 0)
        return -errno;
    return attach_over(guest->root_fd, guest->layout.data);
}

int mount_root(struct guest *guest)
{
    if (guest->root.backend == VS_BACKEND_TREE)
        return mount_private_tree(guest);
    int r = attach_layers(guest);
    r = r < 0 ? r : open_raw(guest, guest->data_fd);
    r = r < 0 ? r : make_quota_node(guest, guest->layout.data);
    if (r < 0)
        return r;
    struct vs_overlay overlay = {
        .base = guest->template_fd,
        .own = guest->data_fd,
        .prefix = "",
        .pool = guest->pool_fd,
        .cover = guest->cover_fd,
        .has_data_layer = guest->layout.features & VS_FEATURE_DATA_LAYER,
        .upper = guest->root.upper,
        .is_volatile = guest->request.flags & VS_START_VOLATILE,
    };
    memcpy(overlay.layers, guest->root.layers, sizeof(overlay.layers));
    r = vs_overlay_mount(&overlay, MOUNT_ATTR_NODEV, &guest->root_fd);
    return r < 0 ? r : attach_over(guest->root_fd, guest->layout.data);
}

static bool hostname_is(int etc, const char *text)
{
    char found[VS_HOSTNAME_SIZE + 2] = {0};
    cleanup_fd int fd = openat(etc, "hostname", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    return fd >= 0 && read(fd, found, sizeof(found) - 1) >= 0 && !strcmp(found, text);
}

/*
 * systemd takes its name from the file. The guest may have put anything there since its last start,
 * so the file is replaced, never opened for writing, and what cannot be replaced is left alone.
 */
int write_hostname(struct guest *guest)
{
    char text[VS_HOSTNAME_SIZE + 1];
    (void)snprintf(text, sizeof(text), "%s\n", guest->request.hostname);
    cleanup_fd int etc =
        vs_openat2(guest->root_fd, "etc", O_RDONLY | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
    if (etc < 0 || hostname_is(etc, text))
        return 0;
    (void)unlinkat(etc, "hostname", 0);
    cleanup_fd int fd =
        openat(etc, "hostname", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return errno == ENOSPC || errno == EDQUOT ? -errno : 0;
    return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

/* pivot_root(2), NOTES: "." twice stacks the old root over the new one, where it is let go. */
int enter_root(struct guest *guest)
{
    if (fchdir(guest->root_fd) < 0)
        return -errno;
    if (syscall(SYS_pivot_root, ".", ".") < 0)
        return -errno;
    return umount2(".", MNT_DETACH) < 0 ? -errno : 0;
}
