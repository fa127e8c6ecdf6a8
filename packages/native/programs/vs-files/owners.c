/* Everything in the storage that can refer to the pool: guests, templates and the bin. */
#include "owners.h"
#include "cleanup.h"
#include "image.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>

static int open_sub(int dir, const char *path)
{
    int fd = openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? -errno : fd;
}

struct round {
    struct files *files;
    const struct timespec *since;
    see_owner *see;
};

bool is_since(const struct stat *st, const struct timespec *time)
{
    return st->st_ctim.tv_sec > time->tv_sec ||
           (st->st_ctim.tv_sec == time->tv_sec && st->st_ctim.tv_nsec >= time->tv_nsec);
}

static int visit(const struct round *round, struct owner *owner)
{
    struct stat st;
    cleanup_fd int dir = open_sub(owner->parent, owner->name);
    if (dir == -ENOENT || dir == -ENOTDIR || dir == -ELOOP) /* gone meanwhile, or no directory */
        return 0;
    if (dir < 0 || fstat(dir, &st) < 0)
        return dir < 0 ? dir : -errno;
    owner->dir = dir;
    return round->since && !is_since(&st, round->since) ? 0 : round->see(round->files, owner);
}

static int each_in(const struct round *round, const char *kind)
{
    cleanup_fd int parent = open_sub(round->files->storage_fd, kind);
    if (parent < 0)
        return parent == -ENOENT ? 0 : parent;
    int copy = openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
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
        struct owner owner = {.kind = kind, .parent = parent, .name = entry->d_name};
        int r = visit(round, &owner);
        if (r < 0)
            return r;
    }
}

int each_owner(struct files *files, const struct timespec *since, see_owner *see)
{
    const struct round round = {.files = files, .since = since, .see = see};
    int r = each_in(&round, "templates");
    r = r < 0 ? r : each_in(&round, "guests");
    return r < 0 ? r : each_in(&round, "bin");
}

static int walk_image(const struct owner *owner, vs_walk_see *see, void *context)
{
    cleanup_fd int root = -1;
    if (faccessat(owner->dir, VS_IMAGE_NAME, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? 0 : -errno;
    int r = vs_image_mount(owner->dir, &root);
    return r < 0 ? r : vs_tree_walk(root, see, context);
}

int walk_owner(const struct owner *owner, vs_walk_see *see, void *context)
{
    static const char *const TREES[] = {"rootfs", "data"};
    for (size_t i = 0; i < sizeof(TREES) / sizeof(TREES[0]); i++) {
        cleanup_fd int tree = open_sub(owner->dir, TREES[i]);
        int r = tree == -ENOENT ? 0 : tree < 0 ? tree : vs_tree_walk(tree, see, context);
        if (r != 0)
            return r;
    }
    return walk_image(owner, see, context);
}
