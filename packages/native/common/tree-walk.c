#include "tree-walk.h"
#include "cleanup.h"
#include "name-stack.h"
#include "tree-difference.h"
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define KEPT_OPEN 64 /* levels; deeper ones are reached again by ".." */

struct walk {
    vs_walk_see *see;
    void *context;
    dev_t device;
    struct vs_names names;
    char path[PATH_MAX];
};

struct level {
    int dir;
    ino_t inode;
    unsigned depth;
    size_t path_length;
};

static const char *extend_path(struct walk *walk, size_t at, const char *name)
{
    size_t length = strlen(name);
    if (at + length + 1 >= sizeof(walk->path))
        return NULL;
    memcpy(walk->path + at, name, length + 1);
    return walk->path;
}

static int see_entry(struct walk *walk, const struct level *level, const char *name)
{
    struct stat st;
    if (fstatat(level->dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? 0 : -errno;
    const struct vs_walk_entry entry = {.dir = level->dir,
                                        .name = name,
                                        .st = &st,
                                        .path = extend_path(walk, level->path_length, name)};
    int r = walk->see(walk->context, &entry);
    if (r != 0 || !S_ISDIR(st.st_mode) || st.st_dev != walk->device)
        return r;
    return vs_names_push(&walk->names, name);
}

static int list(struct walk *walk, const struct level *level)
{
    int copy = openat(level->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries)
        return -errno;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(entries);
        if (!entry)
            return -errno;
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        int r = see_entry(walk, level, entry->d_name);
        if (r != 0)
            return r;
    }
}

/* 1 when it has gone meanwhile. */
static int open_level(int parent, const char *name, struct level *ret_level)
{
    struct stat st;
    cleanup_fd int dir = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir < 0)
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? 1 : -errno;
    if (fstat(dir, &st) < 0)
        return -errno;
    ret_level->inode = st.st_ino;
    ret_level->dir = vs_steal_fd(&dir);
    return 0;
}

static int go_back(struct level *parent, const struct level *child)
{
    struct level again = {.dir = -1};
    if (parent->dir >= 0)
        return 0;
    int r = open_level(child->dir, "..", &again);
    parent->dir = again.dir;
    if (r != 0)
        return r < 0 ? r : -ESTALE;
    return again.inode == parent->inode ? 0 : -ESTALE;
}

static int visit(struct walk *walk, struct level *level);

static int descend(struct walk *walk, struct level *parent, const char *name)
{
    struct level level = {.dir = -1, .depth = parent->depth + 1};
    if (level.depth > VS_TREE_DEPTH_MAX)
        return -ELOOP;
    int r = open_level(parent->dir, name, &level);
    if (r != 0)
        return r < 0 ? r : 0;
    level.path_length = parent->path_length + strlen(name) + 1;
    if (extend_path(walk, parent->path_length, name))
        walk->path[level.path_length - 1] = '/';
    else
        level.path_length = sizeof(walk->path);
    if (parent->depth > KEPT_OPEN)
        vs_close_fd(&parent->dir);
    r = visit(walk, &level);
    if (r == 0)
        r = go_back(parent, &level);
    vs_close_fd(&level.dir);
    return r;
}

static int visit(struct walk *walk, struct level *level)
{
    size_t mark = vs_names_mark(&walk->names);
    int r = list(walk, level);
    for (const char *name; r == 0 && (name = vs_names_pop(&walk->names, mark));)
        r = descend(walk, level, name);
    return r;
}

int vs_tree_walk(int root, vs_walk_see *see, void *context)
{
    struct walk walk = {.see = see, .context = context};
    struct stat st;
    if (fstat(root, &st) < 0)
        return -errno;
    walk.device = st.st_dev;
    struct level level = {.dir = root, .inode = st.st_ino};
    int r = visit(&walk, &level);
    vs_names_free(&walk.names);
    return r;
}
