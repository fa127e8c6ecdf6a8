/* One file of a tree on its way into the pool. */
#pragma once
#include "poolize-batch.h"
#include "poolize.h"

struct walk {
    const struct vs_poolize *what;
    struct vs_poolize_result *result;
    struct batch *batch; /* NULL: nothing is changed */
    uint64_t device;     /* of the tree */
    char *path;          /* of the directory the walk is in, TREE_PATH_SIZE */
    bool has_links;      /* the stage knows stubs of a run that was cut off */
};

struct level {
    int dir;
    int references[VS_POOLIZE_REFERENCES]; /* the same directory elsewhere; -1: not there */
    enum vs_pool_zone zone;
    unsigned depth;
    struct statx status; /* before anything in it was replaced */
    bool is_noted;
    uint32_t generation, place; /* when and where the batch has noted it */
};

/* 0 or -errno; what is left as it is counts in the result. */
int poolize_file(const struct walk *walk, struct level *level, const char *name);
