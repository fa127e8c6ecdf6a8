/* One directory of tree-difference.c: its place in both views and in the layer. */
#pragma once
#include "tree-difference.h"
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct vs_level {
    struct vs_level *parent;
    const char *name;
    struct stat st;
    int from, base, to; /* base -1: nothing is below; to -1: not made, or reached by ".." */
    size_t path_length; /* of the level's path with the '/' behind it; 0 for the root */
    unsigned depth;
    bool is_made, has_base;
};

/* All return 0 or -errno. */
/* Opens level->name of level->parent in the views; makes it in the layer when it differs. */
int vs_level_enter(struct vs_level *level, char path[PATH_MAX]);
/* Makes the level's directory in the layer, and those above it. */
int vs_level_make(struct vs_level *level);
/* Gives a made directory its attributes; the parent is usable again. */
int vs_level_leave(struct vs_level *level);
void vs_level_close(struct vs_level *level);
