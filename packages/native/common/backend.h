/*
 * Where a guest's own files lie, by enum vs_backend: the directory data/ of guests/NAME, or a file
 * system whose root takes its place. In it are N/{upper,work} of the overlay or, for a private
 * tree, tree; and raw when the guest has one.
 */
#pragma once
#include "backend-tree.h"
#include "guest-root.h"
#include "image.h"

struct vs_backend_new {
    const struct vs_guest_root *root;
    struct vs_image_size size;           /* of an image */
    const struct vs_tree_source *source; /* of a private tree */
};

/* All return 0 or -errno; guest: descriptor of guests/NAME. */
/*
 * Makes the data in a directory that has none, on the disk up to the names in that directory.
 * EINVAL: an image has no size; EOPNOTSUPP: this host cannot make it.
 */
int vs_backend_make(int guest, const struct vs_backend_new *data);
/* The data as a detached mount; the caller has the guest, see guest-lock.h. */
int vs_backend_open(int guest, const struct vs_guest_root *root, int *ret_data);
/*
 * Removes dir/name, a directory as guests/NAME, and everything in it; on btrfs also what only its
 * limit keeps from being removed. A missing one is success.
 */
int vs_backend_remove(int dir, const char *name);
/* enum vs_backend of a guest that wants the default: overlay, or an image when it has a disk limit
 * that nothing else is proved to hold. storage: DATA/storage. */
uint32_t vs_backend_default(int storage, bool is_limited);
