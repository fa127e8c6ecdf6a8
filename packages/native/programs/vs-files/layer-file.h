/* The content of a regular file in a layer that is written, see common/tree-difference.h. */
#pragma once
#include "tree-difference.h"
#include "view.h"

struct layer_files {
    struct files *files;
    const struct views *views; /* the pool is locked */
    int data;                  /* of the guest that is read */
    const struct vs_guest_root *root;
    int sources[VS_ROOT_LAYERS_MAX + 2]; /* where the files lie: layers, then template; -1 ends */
    bool is_plain;                       /* everything is copied: a tree of its own */
    /*
     * The root directory whose attributes the result gets; -1: the view's. Without data-only layers
     * the cover is topmost in a view, and the view's root has the cover's.
     */
    int like;
};

/* 0 or -errno. with_upper as in view_guest(). */
int open_layer_files(struct layer_files *layer, bool with_upper);
void close_layer_files(struct layer_files *layer);
/* vs_difference.write_file and .is_over; context is a struct layer_files. */
int write_layer_file(struct vs_difference *difference, const struct vs_difference_file *file);
int count_layer_file(struct vs_difference *difference);
