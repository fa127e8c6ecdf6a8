#include "tree-level.h"
#include "cleanup.h"
#include <fcntl.h>
#include <string.h>

#define KEPT_OPEN 64 /* levels; deeper ones are reached again by ".." */

static int open_directory(int parent, const char *name)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

void vs_level_close(struct vs_level *level)
{
    vs_close_fd(&level->from);
    vs_close_fd(&level->base);
    vs_close_fd(&level->to);
}

int vs_level_make(struct vs_level *level)
{
    if (level->is_made)
        return 0;
    int r = vs_level_make(level->parent);
    if (r < 0)
        return r;
    if (mkdirat(level->parent->to, level->name, 0700) < 0)
        return -errno;
    level->to = open_directory(level->parent->to, level->name);
    if (level->to < 0)
        return level->to;
    level->is_made = true;
    if (level->parent->depth > KEPT_OPEN)
        vs_close_fd(&level->parent->to);
    return 0;
}

/* 1: as it is below; 0: new or different; or -errno. */
static int open_base(struct vs_level *level)
{
    struct stat base;
    if (level->parent->base < 0)
        return 0;
    int fd = open_directory(level->parent->base, level->name);
    if (fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP)
        return 0;
    if (fd < 0)
        return fd;
    level->base = fd;
    level->has_base = true;
    if (fstat(fd, &base) < 0)
        return -errno;
    return vs_attributes_equal((struct vs_entry){level->from, "."}, &level->st,
                               (struct vs_entry){level->base, "."}, &base);
}

static void extend_path(struct vs_level *level, char path[PATH_MAX])
{
    size_t length = strlen(level->name), at = level->parent->path_length;
    level->path_length = at + length + 1;
    if (level->path_length >= PATH_MAX)
        return;
    memcpy(path + at, level->name, length);
    path[level->path_length - 1] = '/';
}

int vs_level_enter(struct vs_level *level, char path[PATH_MAX])
{
    struct vs_level *parent = level->parent;
    if (level->depth > VS_TREE_DEPTH_MAX)
        return -ELOOP;
    level->from = open_directory(parent->from, level->name);
    if (level->from < 0)
        return level->from;
    if (fstat(level->from, &level->st) < 0)
        return -errno;
    int r = open_base(level);
    if (r == 0)
        r = vs_level_make(level);
    if (r < 0)
        return r;
    extend_path(level, path);
    if (parent->depth <= KEPT_OPEN)
        return 0;
    vs_close_fd(&parent->from);
    if (level->has_base)
        vs_close_fd(&parent->base);
    return 0;
}

static int reopen(int child, int *parent)
{
    if (*parent >= 0)
        return 0;
    *parent = open_directory(child, "..");
    return *parent < 0 ? *parent : 0;
}

int vs_level_leave(struct vs_level *level)
{
    struct vs_level *parent = level->parent;
    int r = level->is_made ? vs_attributes_copy((struct vs_entry){level->from, "."}, &level->st,
                                                (struct vs_entry){level->to, "."})
                           : 0;
    r = r < 0 ? r : reopen(level->from, &parent->from);
    if (r == 0 && level->has_base)
        r = reopen(level->base, &parent->base);
    if (r == 0 && level->is_made)
        r = reopen(level->to, &parent->to);
    return r;
}
