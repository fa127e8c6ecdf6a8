#include "statfs-view.h"
#include "cleanup.h"
#include "kernel.h"
#include <linux/magic.h>
#include <string.h>

static struct vs_fsid id_of(const struct statfs *found)
{
    struct vs_fsid id;
    _Static_assert(sizeof(id) == sizeof(found->f_fsid), "two numbers of 32 bits");
    memcpy(&id, &found->f_fsid, sizeof(id));
    return id;
}

static bool is_same(struct vs_fsid a, struct vs_fsid b)
{
    return a.parts[0] == b.parts[0] && a.parts[1] == b.parts[1];
}

static bool has_type(const struct statfs *found, unsigned long magic)
{
    return ((unsigned long)found->f_type & UINT32_MAX) == magic;
}

void vs_statfs_view_find(const struct vs_space_guest *guest, struct vs_statfs_view *ret_view)
{
    struct vs_statfs_view view = {0};
    struct statfs data, storage;
    *ret_view = view;
    if (guest->root->backend == VS_BACKEND_IMAGE || !vs_space_has_group(guest))
        return;
    cleanup_fd int own = openat(guest->dir, "data", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (own < 0 || fstatfs(own, &data) < 0 || fstatfs(guest->dir, &storage) < 0)
        return;
    if (vs_subvolume_group(guest->dir, guest->root->project, view.group) < 0)
        return;
    view.data = id_of(&data);
    view.storage = id_of(&storage);
    *ret_view = view;
}

void vs_statfs_view_add_root(struct vs_statfs_view *view, int root)
{
    struct statfs found;
    if (fstatfs(root, &found) < 0 || !has_type(&found, OVERLAYFS_SUPER_MAGIC))
        return;
    view->overlay = id_of(&found);
    view->has_overlay = true;
}

/* The number of a subvolume is in the low part, as long as there are fewer than 2^32 of them.
 * Source: fs/btrfs/super.c, btrfs_statfs(). */
bool vs_statfs_view_has(const struct vs_statfs_view *view, const struct statfs *found)
{
    struct vs_fsid id = id_of(found);
    if (has_type(found, OVERLAYFS_SUPER_MAGIC))
        return view->has_overlay && is_same(id, view->overlay);
    return has_type(found, BTRFS_SUPER_MAGIC) && id.parts[0] == view->data.parts[0] &&
           !is_same(id, view->storage);
}

bool vs_statfs_view_limit(const struct vs_subvolume_use *use, struct statfs *answer)
{
    uint64_t unit = (uint64_t)answer->f_bsize;
    uint64_t total = use->limit_bytes / unit;
    uint64_t left =
        use->used_bytes < use->limit_bytes ? (use->limit_bytes - use->used_bytes) / unit : 0;
    if (use->limit_bytes == VS_INFINITY || total >= answer->f_blocks)
        return false;
    answer->f_blocks = total;
    answer->f_bfree = left; /* what is used is told by the difference */
    answer->f_bavail = left < answer->f_bavail ? left : answer->f_bavail;
    return true;
}
