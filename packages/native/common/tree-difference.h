/*
 * Writes the overlay layer that makes one view of a tree out of another: files that are new or
 * differ, whiteouts for what is gone. Neither view changes meanwhile. Names are any bytes;
 * descriptors and memory do not grow with the number of files, only with the depth.
 */
#pragma once
#include "attributes.h"
#include <stdint.h>

/* A regular file whose content is to be made. */
struct vs_difference_file {
    struct vs_entry from, to;
    const struct stat *st;
    const char *path; /* below the root, no '/' in front; NULL when it is longer than PATH_MAX */
};

struct vs_difference {
    int from;  /* the view to reach */
    int base;  /* the view below the layer, or -1: everything is written */
    int to;    /* the layer's root, an empty directory */
    int links; /* an empty directory of the same file system, for files with several names */
    /* 0: attributes are still to be copied; 1: they are there; or -errno. */
    int (*write_file)(struct vs_difference *difference, const struct vs_difference_file *file);
    /* Asked once for each entry; an error ends the walk. */
    int (*is_over)(struct vs_difference *difference);
    void *context;

    uint64_t seen, written, whiteouts; /* results */
};

/*
 * 0 or -errno; ELOOP for a tree deeper than VS_TREE_DEPTH_MAX. What was written stays in any case;
 * links is emptied by the caller.
 */
int vs_tree_difference(struct vs_difference *difference);

#define VS_TREE_DEPTH_MAX 4096
