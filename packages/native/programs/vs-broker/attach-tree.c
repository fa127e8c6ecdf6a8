#include "attach.h"
#include "cleanup.h"
#include "guest-root.h"
#include "guest.h"
#include "kernel.h"
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>

#define SAFE (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

struct tree {
    const struct broker *broker;
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

/* Its end is the last run's overlay letting go, which may take a while. */
static int open_guest(const struct broker *broker, const char *name, int *ret_fd)
{
    cleanup_fd int guests = open_storage(&broker->layout, "guests");
    if (guests < 0)
        return guests;
    cleanup_fd int guest = openat(guests, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
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

/* Layers are named by descriptor, from /proc/self/fd: what fsconfig(2) takes is short. */
struct layers {
    char text[160];
    size_t length;
};

static int add_layer(struct layers *layers, const char *separator, int dir, const char *path)
{
    int fd = openat(dir, path, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) /* stays open until the child's end */
        return -errno;
    int n = snprintf(layers->text + layers->length, sizeof(layers->text) - layers->length, "%s%d",
                     layers->length ? separator : "", fd);
    layers->length += (size_t)n;
    return layers->length < sizeof(layers->text) ? 0 : -E2BIG;
}

static int add_own_layer(const struct tree *tree, struct layers *layers, uint32_t number)
{
    char path[24];
    (void)snprintf(path, sizeof(path), "%u/upper", number);
    return add_layer(layers, ":", tree->data, path);
}

/* To look only, the upper directory is one more lower one: nothing on the disk is touched. */
static int name_lower(const struct tree *tree, struct layers *layers)
{
    char rootfs[VS_TEMPLATE_SIZE + sizeof("/rootfs")];
    const struct broker *broker = tree->broker;
    cleanup_fd int templates = open_storage(&broker->layout, "templates");
    cleanup_fd int pool = open_storage(&broker->layout, "pool");
    int r = tree->may_write ? 0 : add_own_layer(tree, layers, tree->root.upper);
    for (int i = 0; r == 0 && i < VS_ROOT_LAYERS_MAX && tree->root.layers[i]; i++)
        r = add_own_layer(tree, layers, tree->root.layers[i]);
    (void)snprintf(rootfs, sizeof(rootfs), "%s/rootfs", tree->root.template_id);
    r = r < 0 ? r : templates < 0 ? templates : add_layer(layers, ":", templates, rootfs);
    bool is_data = broker->layout.features & VS_FEATURE_DATA_LAYER;
    return r < 0 || pool < 0 ? r : add_layer(layers, is_data ? "::" : ":", pool, ".");
}

static int set(int context, const char *key, const char *value)
{
    return fsconfig(context, FSCONFIG_SET_STRING, key, value, 0) < 0 ? -errno : 0;
}

static int set_upper(const struct tree *tree, int context)
{
    struct layers upper = {0}, work = {0};
    char path[24];
    int r = add_own_layer(tree, &upper, tree->root.upper);
    (void)snprintf(path, sizeof(path), "%u/work", tree->root.upper);
    r = r < 0 ? r : add_layer(&work, "", tree->data, path);
    r = r < 0 ? r : set(context, "upperdir", upper.text);
    return r < 0 ? r : set(context, "workdir", work.text);
}

static int mount_overlay(const struct tree *tree, const char *mark, int *ret_mount)
{
    struct layers lower = {0};
    cleanup_fd int context = fsopen("overlay", FSOPEN_CLOEXEC);
    if (context < 0 || chdir("/proc/self/fd") < 0)
        return -errno;
    int r = name_lower(tree, &lower);
    r = r < 0 ? r : set(context, "source", mark);
    r = r < 0 ? r : set(context, "lowerdir", lower.text);
    r = r < 0 ? r : set(context, "metacopy", "on");
    r = r < 0 ? r : set(context, "redirect_dir", "on");
    r = r < 0 || !tree->may_write ? r : set_upper(tree, context);
    if (r < 0)
        return r;
    if (fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return -errno;
    int mount = fsmount(context, FSMOUNT_CLOEXEC, (unsigned)tree->attr);
    if (mount < 0)
        return -errno;
    *ret_mount = mount;
    return 0;
}

int attach_tree(const struct broker *broker, const char *name, bool may_write, char *ret_mark,
                size_t size, int *ret_mount)
{
    struct tree tree = {.broker = broker,
                        .may_write = may_write,
                        .attr = SAFE | (may_write ? 0 : MOUNT_ATTR_RDONLY)};
    cleanup_fd int guest = -1;
    /* First: overlay takes layers of the mounts it is made among, and of no others. */
    int r = enter_own_mounts();
    r = r < 0 ? r : open_guest(broker, name, &guest);
    r = r < 0 ? r : vs_guest_root_read(guest, &tree.root);
    if (r < 0)
        return r;
    cleanup_fd int data = openat(guest, "data", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (data < 0)
        return -errno;
    tree.data = data;
    bool is_tree = tree.root.backend == VS_BACKEND_TREE;
    /* A copy of a tree has the source of its file system, an overlay whatever it is given. */
    int n = is_tree ? snprintf(ret_mark, size, "/storage/guests/%s/data/tree", name)
                    : snprintf(ret_mark, size, "%s/guests/%s", broker->layout.run, name);
    if (n < 0 || (size_t)n >= size)
        return -ENAMETOOLONG;
    return is_tree ? copy_tree(&tree, ret_mount) : mount_overlay(&tree, ret_mark, ret_mount);
}
