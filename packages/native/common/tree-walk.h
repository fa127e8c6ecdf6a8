/*
 * Shows every entry of a tree once. Nothing is followed, no mount is crossed, names are any bytes;
 * descriptors do not grow with the depth. The tree may be in use meanwhile: entries that come or go
 * are seen or not.
 */
#pragma once
#include <sys/stat.h>

struct vs_walk_entry {
    int dir;
    const char *name;
    const struct stat *st;
    const char *path; /* below the root; NULL when it is longer than PATH_MAX */
};

/* Directories are shown before what is in them. An error ends the walk. */
typedef int vs_walk_see(void *context, const struct vs_walk_entry *entry);

/*
 * 0, what `see` returned, or -errno; ELOOP deeper than VS_TREE_DEPTH_MAX levels, ESTALE when a deep
 * directory was moved while the walk was in it.
 */
int vs_tree_walk(int root, vs_walk_see *see, void *context);
