#include "guest-view.h"
#include "backend.h"
#include "cleanup.h"
#include "guest-root.h"
#include "kernel.h"
#include "overlay-mount.h"
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>

#define SAFE (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

struct tree {
    const struct vs_layout_record *layout;
    struct vs_guest_root root;
    int data; /* of the guest */
    bool may_write;
    uint64_t attr;
};

static int enter_own_mounts(void)
{
    if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return -errno;
    return 0;
}

static int open_storage(const struct vs_layout_record *layout, const char *kind)
{
    char path[256];
    int r = vs_layout_storage(layout, kind, "", path, sizeof(path));
    if (r < 0)
        return r;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? -errno : fd;
}

/* Its end is the last run's overlay letting go, which may take a while. */
static int open_guest(const struct vs_layout_record *layout, const char *name, int *ret_fd)
{
    cleanup_fd int guests = open_storage(layout, "guests");
    if (guests < 0)
        return guests;
    cleanup_lock int guest = openat(guests, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (guest < 0 || flock(guest, LOCK_EX) < 0)
        return -errno;
    *ret_fd = vs_steal_fd(&guest);
    return 0;
}

/* What is on the disk as it stands, all of it the guest's own. */
static int copy_tree(const struct tree *tree, int *ret_mount)
{
    struct mount_attr attr = {.attr_set = tree->attr, .propagation = MS_PRIVATE};
    cleanup_fd int copy = open_tree(tree->data, "tree", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (copy < 0 || mount_setattr(copy, "", AT_EMPTY_PATH, &attr, sizeof(attr)) < 0)
        return -errno;
    *ret_mount = vs_steal_fd(&copy);
    return 0;
}

/* To look only, the upper directory is one more lower one: nothing on the disk is touched. */
static int mount_overlay(const struct tree *tree, const char *mark, int *ret_mount)
{
    char rootfs[VS_TEMPLATE_SIZE + sizeof("/rootfs")];
    const struct vs_layout_record *layout = tree->layout;
    (void)snprintf(rootfs, sizeof(rootfs), "%s/rootfs", tree->root.template_id);
    cleanup_fd int templates = open_storage(layout, "templates");
    cleanup_fd int pool = open_storage(layout, "pool");
    cleanup_fd int cover = open_storage(layout, "cover");
    if (templates < 0)
        return templates;
    cleanup_fd int base =
        openat(templates, rootfs, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (base < 0)
        return -errno;
    struct vs_overlay overlay = {
        .base = base,
        .own = tree->data,
        .prefix = "",
        .pool = pool,
        .cover = cover,
        .has_data_layer = layout->features & VS_FEATURE_DATA_LAYER,
        .upper = tree->root.upper,
        .is_view = !tree->may_write,
        .source = mark,
    };
    memcpy(overlay.layers, tree->root.layers, sizeof(overlay.layers));
    return vs_overlay_mount(&overlay, (unsigned)tree->attr, ret_mount);
}

/* An image is attached over the guest's directory, which nobody else sees so. */
static int open_data(int guest, const struct vs_guest_root *root, int *ret_data)
{
    cleanup_fd int mount = -1;
    if (root->backend != VS_BACKEND_IMAGE) {
        *ret_data = openat(guest, "data", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        return *ret_data < 0 ? -errno : 0;
    }
    int r = vs_backend_open(guest, root, &mount);
    if (r < 0)
        return r;
    if (move_mount(mount, "", guest, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
        return -errno;
    *ret_data = vs_steal_fd(&mount);
    return 0;
}

int vs_guest_view(const struct vs_layout_record *layout, const char *name, bool may_write,
                  char *ret_mark, size_t size, int *ret_mount)
{
    struct tree tree = {.layout = layout,
                        .may_write = may_write,
                        .attr = SAFE | (may_write ? 0 : MOUNT_ATTR_RDONLY)};
    cleanup_lock int guest = -1;
    /* First: overlay takes layers of the mounts it is made among, and of no others. */
    int r = enter_own_mounts();
    r = r < 0 ? r : open_guest(layout, name, &guest);
    r = r < 0 ? r : vs_guest_root_read(guest, &tree.root);
    if (r < 0)
        return r;
    cleanup_fd int data = -1;
    r = open_data(guest, &tree.root, &data);
    if (r < 0)
        return r;
    tree.data = data;
    bool is_tree = tree.root.backend == VS_BACKEND_TREE;
    /* A copy of a tree has the source of its file system, an overlay whatever it is given. */
    int n = is_tree ? snprintf(ret_mark, size, "/storage/guests/%s/data/tree", name)
                    : snprintf(ret_mark, size, "%s/guests/%s", layout->run, name);
    if (n < 0 || (size_t)n >= size)
        return -ENAMETOOLONG;
    return is_tree ? copy_tree(&tree, ret_mount) : mount_overlay(&tree, ret_mark, ret_mount);
}
