/*
 * What statfs(2) tells a guest of its disk where the kernel would tell it of the whole file system:
 * on btrfs, whose quota groups hold a guest to its limit and show it nowhere. Elsewhere, and for
 * all other file systems that a guest has, the kernel's own answers are right.
 */
#pragma once
#include "space.h"
#include "subvolume.h"
#include <sys/vfs.h>

/* A file system as statfs(2) numbers it; on btrfs each subvolume has a number. */
struct vs_fsid {
    uint32_t parts[2];
};

struct vs_statfs_view {
    char group[VS_SUBVOLUME_GROUP_SIZE]; /* that holds the guest; "": the kernel answers */
    struct vs_fsid data;                 /* the guest's own subvolume */
    struct vs_fsid storage; /* the one that all guests' directories and shares are in */
    struct vs_fsid overlay; /* the guest's root, when it is one */
    bool has_overlay;
};

/* Of a guest that starts or runs. */
void vs_statfs_view_find(const struct vs_space_guest *guest, struct vs_statfs_view *ret_view);
/* root: descriptor of the guest's root, also O_PATH. */
void vs_statfs_view_add_root(struct vs_statfs_view *view, int root);

/* Whether it is of the guest's own files, which its limit counts: its root, its raw directory and
 * the subvolumes that it has made; not a shared area. */
bool vs_statfs_view_has(const struct vs_statfs_view *view, const struct statfs *found);
/*
 * Makes the kernel's answer the guest's: its limit as the size, as ext4 and xfs do for a project.
 * False when it has no limit, or one that the file system is too small for: it stays as it is.
 */
bool vs_statfs_view_limit(const struct vs_subvolume_use *use, struct statfs *answer);
