/*
 * A guest's root out of its layers: its own files over its lower layers over its template, and the
 * pool, where the stubs of all of them have their data.
 *
 * Since Linux 6.5 the pool is a data-only layer, which no name in the root leads to. Before, it is
 * the lowest ordinary layer, and the cover, a layer whose only entry is a whiteout, hides it. The
 * cover is topmost: a whiteout in a template would also end the kernel's search for the data of
 * stubs in the layers above that template. Source: fs/overlayfs/namei.c, ovl_lookup_single().
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "guest-root.h"

/* Descriptors that stay the caller's. What is id-mapped is a mount, attached somewhere. */
struct vs_overlay {
    int base;           /* the template's rootfs */
    int own;            /* holds N/upper and N/work, below `prefix`; -1: nothing of a guest's own */
    const char *prefix; /* "" or "data/" */
    int pool;           /* storage/pool; -1: there is none, and no stub anywhere */
    int cover;          /* storage/cover; unused where there are data-only layers */
    bool has_data_layer; /* VS_FEATURE_DATA_LAYER */
    uint32_t upper;      /* 0: none, it is read-only */
    bool is_view;        /* the upper directory is one more lower one: nothing on disk is touched */
    uint32_t layers[VS_ROOT_LAYERS_MAX]; /* as in struct vs_guest_root */
    bool is_volatile;                    /* no syncfs(2) at the end */
    const char *source;                  /* what stands in the table of mounts; NULL: nothing */
};

/*
 * Makes the mount, attached nowhere; attributes as for fsmount(2). 0 or -errno. Needs /proc, and
 * the caller's working directory for a moment on kernels before 6.8.
 */
int vs_overlay_mount(const struct vs_overlay *overlay, unsigned attributes, int *ret_mount);
