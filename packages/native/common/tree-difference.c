#include "tree-difference.h"
#include "cleanup.h"
#include "name-stack.h"
#include "tree-level.h"
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct walk {
    struct vs_difference *difference;
    struct vs_names names; /* directories that are still to be entered, of all levels */
    char path[PATH_MAX];
};

/* NULL once the path is too long to name anything. */
static const char *path_of(struct walk *walk, const struct vs_level *level, const char *name)
{
    size_t length = strlen(name);
    if (level->path_length + length >= sizeof(walk->path))
        return NULL;
    memcpy(walk->path + level->path_length, name, length + 1);
    return walk->path;
}

/* Another name of a file that is there already. 1 when that was made, 0 when there is none. */
static int link_again(const struct vs_difference *difference, const struct vs_level *level,
                      const char *name, const char *number)
{
    if (linkat(difference->links, number, level->to, name, 0) == 0)
        return 1;
    return errno == ENOENT || errno == EMLINK ? 0 : -errno;
}

static int write_content(struct walk *walk, struct vs_level *level, const char *name,
                         const struct stat *st)
{
    if (S_ISREG(st->st_mode)) {
        const struct vs_difference_file file = {.from = {level->from, name},
                                                .to = {level->to, name},
                                                .st = st,
                                                .path = path_of(walk, level, name)};
        return walk->difference->write_file(walk->difference, &file);
    }
    if (S_ISLNK(st->st_mode)) {
        char target[PATH_MAX];
        ssize_t length = readlinkat(level->from, name, target, sizeof(target) - 1);
        if (length < 0)
            return -errno;
        target[length] = '\0';
        return symlinkat(target, level->to, name) < 0 ? -errno : 0;
    }
    return mknodat(level->to, name, st->st_mode & S_IFMT, st->st_rdev) < 0 ? -errno : 0;
}

static int write_entry(struct walk *walk, struct vs_level *level, const char *name,
                       const struct stat *st)
{
    char number[24];
    int r = vs_level_make(level);
    if (r == 0 && st->st_nlink > 1) {
        (void)snprintf(number, sizeof(number), "%" PRIu64, (uint64_t)st->st_ino);
        r = link_again(walk->difference, level, name, number);
    }
    if (r != 0)
        return r < 0 ? r : 0;
    r = write_content(walk, level, name, st);
    if (r == 0)
        r = vs_attributes_copy((struct vs_entry){level->from, name}, st,
                               (struct vs_entry){level->to, name});
    if (r < 0)
        return r;
    walk->difference->written++;
    if (st->st_nlink > 1 && linkat(level->to, name, walk->difference->links, number, 0) < 0 &&
        errno != EEXIST)
        return -errno;
    return 0;
}

static int same_bytes(int dir, int far_dir, const char *name)
{
    char bytes[65536], far_bytes[sizeof(bytes)];
    cleanup_fd int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    cleanup_fd int far = openat(far_dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || far < 0)
        return -errno;
    for (off_t at = 0;;) {
        ssize_t n = pread(fd, bytes, sizeof(bytes), at);
        if (n < 0)
            return -errno;
        if (pread(far, far_bytes, sizeof(far_bytes), at) != n ||
            memcmp(bytes, far_bytes, (size_t)n))
            return 0;
        if (n == 0)
            return 1;
        at += n;
    }
}

/*
 * The same inode below both views has not been touched. A guest cannot choose a change time, so one
 * of another file system with the same number is told apart by it.
 */
static bool same_inode(const struct stat *one, const struct stat *other)
{
    return one->st_ino == other->st_ino && one->st_ctim.tv_sec == other->st_ctim.tv_sec &&
           one->st_ctim.tv_nsec == other->st_ctim.tv_nsec && one->st_size == other->st_size &&
           one->st_mode == other->st_mode;
}

/* 1, 0 or -errno. Files with several names are written: their links are part of the view. */
static int is_unchanged(const struct vs_level *level, const char *name, const struct stat *st)
{
    struct stat base;
    if (level->base < 0)
        return 0;
    if (fstatat(level->base, name, &base, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? 0 : -errno;
    if (same_inode(st, &base))
        return 1;
    if (!S_ISREG(st->st_mode) || st->st_nlink > 1 || base.st_nlink > 1)
        return 0;
    int r = vs_attributes_equal((struct vs_entry){level->from, name}, st,
                                (struct vs_entry){level->base, name}, &base);
    return r < 1 ? r : same_bytes(level->from, level->base, name);
}

static int see_entry(struct walk *walk, struct vs_level *level, const char *name)
{
    struct stat st;
    int r = walk->difference->is_over ? walk->difference->is_over(walk->difference) : 0;
    if (r < 0)
        return r;
    if (fstatat(level->from, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    walk->difference->seen++;
    if (S_ISDIR(st.st_mode))
        return vs_names_push(&walk->names, name);
    r = is_unchanged(level, name, &st);
    return r < 0 ? r : r ? 0 : write_entry(walk, level, name, &st);
}

static int see_base(struct walk *walk, struct vs_level *level, const char *name)
{
    if (faccessat(level->from, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return 0;
    if (errno != ENOENT)
        return -errno;
    int r = vs_level_make(level);
    if (r < 0)
        return r;
    walk->difference->whiteouts++;
    return mknodat(level->to, name, S_IFCHR, 0) < 0 ? -errno : 0;
}

static int list(struct walk *walk, struct vs_level *level, int dir,
                int (*see)(struct walk *walk, struct vs_level *level, const char *name))
{
    int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
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
        int r = see(walk, level, entry->d_name);
        if (r < 0)
            return r;
    }
}

static int visit(struct walk *walk, struct vs_level *level);

static int descend(struct walk *walk, struct vs_level *parent, const char *name)
{
    char own_name[NAME_MAX + 1];
    (void)snprintf(own_name, sizeof(own_name), "%s", name);
    struct vs_level level = {.parent = parent,
                             .name = own_name,
                             .from = -1,
                             .base = -1,
                             .to = -1,
                             .depth = parent->depth + 1};
    int r = vs_level_enter(&level, walk->path);
    r = r < 0 ? r : visit(walk, &level);
    r = r < 0 ? r : vs_level_leave(&level);
    vs_level_close(&level);
    return r;
}

static int visit(struct walk *walk, struct vs_level *level)
{
    size_t mark = vs_names_mark(&walk->names);
    int r = list(walk, level, level->from, see_entry);
    if (r == 0 && level->base >= 0)
        r = list(walk, level, level->base, see_base);
    for (const char *name; r == 0 && (name = vs_names_pop(&walk->names, mark));)
        r = descend(walk, level, name);
    return r;
}

int vs_tree_difference(struct vs_difference *difference)
{
    struct walk walk = {.difference = difference};
    struct vs_level root = {.name = ".",
                            .from = difference->from,
                            .base = difference->base,
                            .to = difference->to,
                            .is_made = true};
    if (fstat(root.from, &root.st) < 0)
        return -errno;
    /* Below KEPT_OPEN nothing is closed, so the caller keeps its descriptors. */
    int r = visit(&walk, &root);
    vs_names_free(&walk.names);
    if (r < 0)
        return r;
    return vs_attributes_copy((struct vs_entry){root.from, "."}, &root.st,
                              (struct vs_entry){root.to, "."});
}
