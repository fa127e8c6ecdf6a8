/* Merged views of guests and templates, mounted read-only where only this job sees them. */
#pragma once
#include "files.h"
#include "pool.h"

struct views {
    struct files *files;
    struct vs_pool pool;
    int cover; /* storage/cover, see overlay-mount.h */
};

/* All return 0 or -errno. */
int open_views(struct files *files, struct views *ret_views);
void close_views(struct views *views);
/* What a template alone looks like. */
int view_template(const struct views *views, const char *id, int *ret_mount);
/*
 * What a guest looks like from its template and own layers up; with_upper: its writable layer too,
 * else only what is below that.
 */
int view_guest(const struct views *views, int data, const struct vs_guest_root *root,
               bool with_upper, int *ret_mount);
