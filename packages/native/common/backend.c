#include "backend.h"
#include "cleanup.h"
#include "kernel.h"
#include "project.h"
#include "self-test.h"
#include "subvolume.h"
#include "tree.h"
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define DATA "data"

/* The mask of whoever calls is not asked: the guest's root sees these modes. */
static int make_directory(int dir, const char *path)
{
    if (mkdirat(dir, path, 0755) < 0 || fchmodat(dir, path, 0755, 0) < 0)
        return -errno;
    return 0;
}

/* A tag is no more than a number where nobody counts. */
static int tag(int data, uint32_t project)
{
    int r = project ? vs_project_set(data, project) : 0;
    return r == -EOPNOTSUPP || r == -ENOTTY || r == -EINVAL ? 0 : r;
}

static int make_subvolume(int guest, uint32_t project)
{
    int r = vs_subvolume_make(guest, DATA, project);
    return r == 0 && fchmodat(guest, DATA, 0755, 0) < 0 ? -errno : r;
}

/* Before anything is in it, so that all of it is counted. */
static int make_data(int guest, const struct vs_guest_root *root)
{
    int r = vs_subvolume_is_possible(guest) ? make_subvolume(guest, root->project)
                                            : make_directory(guest, DATA);
    cleanup_fd int data = openat(guest, DATA, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (r < 0 || data < 0)
        return r < 0 ? r : -errno;
    return tag(data, root->project);
}

static int make_upper(int guest, uint32_t number)
{
    static const char *const PATHS[] = {DATA "/%u", DATA "/%u/upper", DATA "/%u/work"};
    char path[40];
    int r = 0;
    for (size_t i = 0; r == 0 && i < sizeof(PATHS) / sizeof(PATHS[0]); i++) {
        (void)snprintf(path, sizeof(path), PATHS[i], number);
        r = make_directory(guest, path);
    }
    return r;
}

static int make_overlay(int guest, const struct vs_backend_new *new)
{
    int r = make_data(guest, new->root);
    return r < 0 ? r : make_upper(guest, new->root->upper);
}

/* What it begins with is made beside it and copied in, which needs no mount. */
static int make_image(int guest, const struct vs_backend_new *new)
{
    if (new->size.bytes == VS_INFINITY)
        return -EINVAL;
    int r = make_overlay(guest, new);
    r = r < 0 ? r : vs_image_make(guest, DATA, &new->size);
    return r < 0 ? r : vs_tree_remove(guest, DATA);
}

static int make_tree(int guest, const struct vs_backend_new *new)
{
    int r = make_data(guest, new->root);
    cleanup_fd int data = openat(guest, DATA, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (r < 0 || data < 0)
        return r < 0 ? r : -errno;
    return vs_tree_make(new->source, data, new->root->project);
}

int vs_backend_make(int guest, const struct vs_backend_new *new)
{
    switch (new->root->backend) {
    case VS_BACKEND_OVERLAY:
        return make_overlay(guest, new);
    case VS_BACKEND_IMAGE:
        return make_image(guest, new);
    case VS_BACKEND_TREE:
        return make_tree(guest, new);
    default:
        return -EINVAL;
    }
}

int vs_backend_open(int guest, const struct vs_guest_root *root, int *ret_data)
{
    if (root->backend == VS_BACKEND_IMAGE)
        return vs_image_mount(guest, ret_data);
    int fd = open_tree(guest, DATA, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW);
    if (fd < 0)
        return -errno;
    *ret_data = fd;
    return 0;
}

/* At once, and whatever the guest's limit; what has subvolumes of the guest in it stays. */
static void delete_subvolumes(int guest)
{
    struct vs_guest_root root;
    if (vs_guest_root_read_any(guest, &root) == 0 && vs_subvolume_has_simple_quota(guest))
        (void)vs_subvolume_limit(guest, root.project, VS_INFINITY);
    cleanup_fd int data = openat(guest, DATA, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (data >= 0)
        (void)vs_subvolume_delete(data, VS_TREE_NAME);
    vs_close_fd(&data);
    (void)vs_subvolume_delete(guest, DATA);
}

int vs_backend_remove(int dir, const char *name)
{
    cleanup_fd int guest = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (guest >= 0 && vs_subvolume_is_possible(guest))
        delete_subvolumes(guest);
    return vs_tree_remove(dir, name);
}

uint32_t vs_backend_default(int storage, bool is_limited)
{
    uint32_t enforcement = is_limited ? vs_self_test_enforcement(storage) : VS_ENFORCED_NOT;
    bool is_held = enforcement == VS_ENFORCED_PROJECT || enforcement == VS_ENFORCED_BTRFS;
    return is_limited && !is_held ? VS_BACKEND_IMAGE : VS_BACKEND_OVERLAY;
}
