/* The private tree of a guest, data/tree. Part of backend.h. */
#pragma once
#include <stdint.h>

#define VS_TREE_NAME "tree"

/* What it is made from; the descriptors stay the caller's. */
struct vs_tree_source {
    int template; /* templates/ID */
    int rootfs;   /* its rootfs: stubs and plain files */
    int objects;  /* of the pool; -1: there is none */
};

/*
 * Makes it in an open data/, on the disk: a snapshot on btrfs, else a copy whose blocks are shared
 * where the file system can. The content is the template's through the pool. 0 or -errno.
 */
int vs_tree_make(const struct vs_tree_source *source, int data, uint32_t project);
