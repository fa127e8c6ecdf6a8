/* Owner, mode, times and extended attributes of files, compared and copied without following. */
#pragma once
#include <stdbool.h>
#include <sys/stat.h>

/* One entry of an open directory; "." is the directory itself. */
struct vs_entry {
    int dir;
    const char *name;
};

/* The overlay's own attributes are left out everywhere: they say how a layer is built. */

/* Gives `to`, a file of the same type, what `from` has; st is from's. 0 or -errno. */
int vs_attributes_copy(struct vs_entry from, const struct stat *st, struct vs_entry to);
/* 1, 0 or -errno. Link count, inode number and access time do not count. */
int vs_attributes_equal(struct vs_entry one, const struct stat *one_st, struct vs_entry other,
                        const struct stat *other_st);
