#include "attributes.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#define PATH_SIZE (NAME_MAX + 32)

/* The l-calls by path name the entry itself; getxattrat(2) is not in 6.1. */
static void name_entry(struct vs_entry entry, char path[PATH_SIZE])
{
    (void)snprintf(path, PATH_SIZE, "/proc/self/fd/%d/%s", entry.dir, entry.name);
}

static bool is_overlays(const char *name)
{
    return !strncmp(name, "trusted.overlay.", strlen("trusted.overlay."));
}

/* Names, one after another. A file system without such attributes has none. */
static ssize_t list(const char *path, char names[XATTR_LIST_MAX])
{
    ssize_t size = llistxattr(path, names, XATTR_LIST_MAX);
    if (size < 0)
        return errno == EOPNOTSUPP ? 0 : -errno;
    return size;
}

static int copy_value(const char *from, const char *to, const char *name)
{
    char value[XATTR_SIZE_MAX];
    ssize_t size = lgetxattr(from, name, value, sizeof(value));
    if (size < 0)
        return -errno;
    return lsetxattr(to, name, value, (size_t)size, 0) < 0 ? -errno : 0;
}

static int copy_values(struct vs_entry from, struct vs_entry to)
{
    char source[PATH_SIZE], target[PATH_SIZE], names[XATTR_LIST_MAX];
    name_entry(from, source);
    name_entry(to, target);
    ssize_t size = list(source, names);
    int r = size < 0 ? (int)size : 0;
    for (ssize_t i = 0; r == 0 && i < size; i += (ssize_t)strlen(names + i) + 1)
        if (!is_overlays(names + i))
            r = copy_value(source, target, names + i);
    return r;
}

int vs_attributes_copy(struct vs_entry from, const struct stat *st, struct vs_entry to)
{
    const struct timespec times[] = {st->st_atim, st->st_mtim};
    /* In this order: a change of owner takes away setuid and file capabilities. */
    if (fchownat(to.dir, to.name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    if (!S_ISLNK(st->st_mode) && fchmodat(to.dir, to.name, st->st_mode & 07777, 0) < 0)
        return -errno;
    int r = copy_values(from, to);
    if (r < 0)
        return r;
    return utimensat(to.dir, to.name, times, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

static bool same_times(const struct timespec *one, const struct timespec *other)
{
    return one->tv_sec == other->tv_sec && one->tv_nsec == other->tv_nsec;
}

static bool same_stat(const struct stat *one, const struct stat *other)
{
    if (one->st_mode != other->st_mode || one->st_uid != other->st_uid ||
        one->st_gid != other->st_gid || !same_times(&one->st_mtim, &other->st_mtim))
        return false;
    if (S_ISCHR(one->st_mode) || S_ISBLK(one->st_mode))
        return one->st_rdev == other->st_rdev;
    return S_ISDIR(one->st_mode) || one->st_size == other->st_size;
}

static int count_values(const char *path)
{
    char names[XATTR_LIST_MAX];
    ssize_t size = list(path, names);
    int count = 0;
    for (ssize_t i = 0; i < size; i += (ssize_t)strlen(names + i) + 1)
        count += !is_overlays(names + i);
    return size < 0 ? (int)size : count;
}

static int same_value(const char *one, const char *other, const char *name)
{
    char value[XATTR_SIZE_MAX], far_value[XATTR_SIZE_MAX];
    ssize_t size = lgetxattr(one, name, value, sizeof(value));
    if (size < 0)
        return -errno;
    ssize_t far_size = lgetxattr(other, name, far_value, sizeof(far_value));
    if (far_size < 0)
        return errno == ENODATA ? 0 : -errno;
    return size == far_size && !memcmp(value, far_value, (size_t)size);
}

static int same_values(struct vs_entry one, struct vs_entry other)
{
    char path[PATH_SIZE], far_path[PATH_SIZE], names[XATTR_LIST_MAX];
    name_entry(one, path);
    name_entry(other, far_path);
    ssize_t size = list(path, names);
    int count = 0, r = size < 0 ? (int)size : 1;
    for (ssize_t i = 0; r == 1 && i < size; i += (ssize_t)strlen(names + i) + 1) {
        if (is_overlays(names + i))
            continue;
        r = same_value(path, far_path, names + i);
        count++;
    }
    if (r < 1)
        return r;
    int far_count = count_values(far_path);
    return far_count < 0 ? far_count : far_count == count;
}

int vs_attributes_equal(struct vs_entry one, const struct stat *one_st, struct vs_entry other,
                        const struct stat *other_st)
{
    return same_stat(one_st, other_st) ? same_values(one, other) : 0;
}
