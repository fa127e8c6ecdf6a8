/* What no template may have, whatever filled it: walked by descriptors, nothing is followed. */
#include "build.h"
#include "cleanup.h"
#include "kernel.h"
#include "manifest.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#define LIST_SIZE   65536 /* XATTR_LIST_MAX */
#define POOL_HIDDEN ".p"  /* in the root of a pooled tree it hides the pool from guests */

struct cleaning {
    uint64_t devices, attributes;
    char list[LIST_SIZE];
};

/* What overlayfs believes must not come from a source; "trusted." is the host's altogether. */
static int clean_attributes(struct cleaning *cleaning, int fd)
{
    ssize_t size = flistxattr(fd, cleaning->list, sizeof(cleaning->list));
    if (size < 0)
        return errno == EOPNOTSUPP ? 0 : -errno;
    for (const char *at = cleaning->list; at < cleaning->list + size; at += strlen(at) + 1) {
        if (strncmp(at, "trusted.", strlen("trusted.")) != 0)
            continue;
        if (fremovexattr(fd, at) < 0)
            return -errno;
        cleaning->attributes++;
    }
    return 0;
}

static int clean_directory(struct cleaning *cleaning, int dir, int depth);

static int clean_open(struct cleaning *cleaning, int dir, const char *name, int depth)
{
    cleanup_fd int fd =
        openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) < 0)
        return -errno;
    int r = clean_attributes(cleaning, fd);
    return r < 0 || !S_ISDIR(status.st_mode) ? r : clean_directory(cleaning, fd, depth + 1);
}

static int clean_entry(struct cleaning *cleaning, int dir, const char *name, int depth)
{
    struct stat status;
    if (depth == 0 && !strcmp(name, POOL_HIDDEN))
        return vs_tree_remove(dir, name);
    if (fstatat(dir, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))
        return clean_open(cleaning, dir, name, depth);
    /* Device 0:0 needs no privilege to make, and would hide what lies below it in an overlay. */
    if (!S_ISCHR(status.st_mode) && !S_ISBLK(status.st_mode))
        return 0;
    cleaning->devices++;
    return unlinkat(dir, name, 0) < 0 ? -errno : 0;
}

static int clean_directory(struct cleaning *cleaning, int dir, int depth)
{
    if (depth > VS_MANIFEST_DEPTH)
        return -ELOOP;
    int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *listing = copy < 0 ? NULL : fdopendir(copy);
    if (!listing)
        return -errno;
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(listing);
        if (!entry)
            return -errno;
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        int r = clean_entry(cleaning, dir, entry->d_name, depth);
        if (r < 0)
            return r;
    }
}

int clean_tree(struct build *build)
{
    static struct cleaning cleaning;
    int r = clean_attributes(&cleaning, build->root_fd);
    r = r < 0 ? r : clean_directory(&cleaning, build->root_fd, 0);
    if (cleaning.attributes)
        dprintf(build->log_fd, "W: %llu attributes of overlay were taken away\n",
                (unsigned long long)cleaning.attributes);
    build->tally.devices += cleaning.devices;
    if (r == 0 && build->tally.devices)
        dprintf(build->log_fd, "W: %llu devices were left out: a guest has its own /dev\n",
                (unsigned long long)build->tally.devices);
    return r;
}
