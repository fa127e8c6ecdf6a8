/* Everything in the storage that can refer to the pool. */
#pragma once
#include "files.h"
#include "tree-walk.h"
#include <time.h>

struct owner {
    const char *kind; /* "templates", "guests" or "bin" */
    const char *name;
    int parent; /* storage/KIND */
    int dir;    /* storage/KIND/NAME */
};

/* Whether its status changed at that time or later. */
bool is_since(const struct stat *st, const struct timespec *time);

typedef int see_owner(struct files *files, const struct owner *owner);

/*
 * Calls see for each; an error ends it. since: only those that got their name at that time or
 * later, NULL: all. 0 or -errno.
 */
int each_owner(struct files *files, const struct timespec *since, see_owner *see);

/* Calls see for every entry of what the owner keeps: a template's rootfs, a guest's data. */
int walk_owner(const struct owner *owner, vs_walk_see *see, void *context);
