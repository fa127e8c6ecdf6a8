/*
 * Moves the contents of a tree into the pool, in place: each file becomes a stub of itself. The
 * tree must be nobody's upper layer and, while it changes, no layer of a mounted overlay.
 */
#pragma once
#include "pool-policy.h"
#include "pool.h"

#define VS_POOLIZE_REFERENCES 2

struct vs_poolize_result {
    uint64_t files, bytes; /* names of regular files seen; their sizes */
    uint64_t pooled;       /* names that are stubs now and were not */
    uint64_t pooled_bytes; /* sizes of these files */
    uint64_t objects;      /* new in the pool */
    uint64_t object_bytes; /* their sizes */
    uint64_t saved_bytes;  /* space that merged files took until now */
    uint64_t unhashed;     /* merged because they equal the file at the same path elsewhere */
    uint64_t plain[VS_PLAIN_COUNT];
};

struct vs_poolize {
    struct vs_pool *pool; /* not locked: it is locked for each batch */
    int root;             /* the tree */
    /*
     * A directory for what is in the making: on the tree's file system, of its project, and not in
     * the tree. A run that was cut off is gone on with when it is given again. -1: nothing is
     * changed, only told what would be (two new files of one content then count twice).
     */
    int stage;
    /* Trees whose stubs, at the same path, are tried before a file is hashed; -1: none. */
    int references[VS_POOLIZE_REFERENCES];
    /* Called often, with what was reached; a negative result ends the run between two files. */
    int (*progress)(void *context, const struct vs_poolize_result *so_far);
    void *context;
};

/*
 * A stub takes a file's place only after the object, with its name, is on the disk. What has been
 * reached is told in any case, and all of it is in place. 0 or -errno: what progress returned;
 * -EOPNOTSUPP: this file system cannot hold stubs.
 */
int vs_poolize(const struct vs_poolize *what, struct vs_poolize_result *ret_result);

/* Puts the times of directories back that a run which was cut off has changed, and empties the
 * stage of the rest. vs_poolize begins with it. 1: hard links of that run are still to be found. */
int vs_poolize_recover(int root, int stage);
