/* Makes files of the stream of an archive. */
#pragma once
#include "pool.h"
#include "tar.h"
#include <limits.h>

#define UNPACK_STUB "stub" /* in the stage */

struct unpack {
    struct files *files;
    struct vs_pool pool;
    int data;
    int stage; /* of the same file system: a stub until it takes its file's name */
    struct stream stream;
    struct tar_member member;
    int parent; /* of the last member, and its path */
    char parent_path[PATH_MAX];
    uint64_t members;
};

/* What is made, by its directory and its name in that. */
struct target {
    int dir;
    const char *name;
};

/* All return 0 or -errno. */
/* EBADMSG: the archive is damaged. */
int unpack_members(struct unpack *unpack);

/* A directory below root, as a path only. */
int unpack_open(int root, const char *path, int *ret_fd);
/* Owner, mode, attributes and times. */
int unpack_dress(const struct tar_member *member, const struct target *target);
/* unpack-file.c: a regular file, which becomes a stub again if it was one. */
int unpack_file(struct unpack *unpack, const struct target *target);
