#include "tree.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAX  24 /* deeper directories are first moved up to the root of the tree */
#define PASSES_MAX 100000

struct removal {
    int root;       /* the tree's top directory */
    unsigned moved; /* directories moved up so far, for unique names */
};

static int empty_directory(struct removal *removal, int dir, int depth);

static int open_directory(int parent, const char *name)
{
    int fd = vs_openat2(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0,
                        RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
    return fd < 0 ? -errno : fd;
}

static int move_up(struct removal *removal, int dir, const char *name)
{
    char to[32];
    for (;;) {
        (void)snprintf(to, sizeof(to), ".deep-%u", removal->moved++);
        if (renameat2(dir, name, removal->root, to, RENAME_NOREPLACE) == 0)
            return 0;
        if (errno != EEXIST)
            return -errno;
    }
}

static int remove_directory(struct removal *removal, int dir, const char *name, int depth)
{
    if (unlinkat(dir, name, AT_REMOVEDIR) == 0)
        return 0;
    if (errno != ENOTEMPTY && errno != EEXIST)
        return -errno;
    if (depth >= DEPTH_MAX)
        return move_up(removal, dir, name);
    cleanup_fd int child = open_directory(dir, name);
    if (child < 0)
        return child;
    int r = empty_directory(removal, child, depth + 1);
    if (r < 0)
        return r;
    return unlinkat(dir, name, AT_REMOVEDIR) < 0 ? -errno : 0;
}

static int remove_entry(struct removal *removal, int dir, const char *name, int depth)
{
    if (unlinkat(dir, name, 0) == 0)
        return 0;
    return errno == EISDIR ? remove_directory(removal, dir, name, depth) : -errno;
}

/* Removes what one reading of the directory lists. Returns the number of entries or -errno. */
static int empty_once(struct removal *removal, int dir, int depth)
{
    int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *listing = copy < 0 ? NULL : fdopendir(copy);
    if (!listing)
        return -errno;
    int count = 0;
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(listing);
        if (!entry)
            return errno ? -errno : count;
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        int r = remove_entry(removal, dir, entry->d_name, depth);
        if (r < 0)
            return r;
        count++;
    }
}

/* Repeats, because directories moved up may appear behind the reader's position. */
static int empty_directory(struct removal *removal, int dir, int depth)
{
    for (int pass = 0; pass < PASSES_MAX; pass++) {
        int count = empty_once(removal, dir, depth);
        if (count <= 0)
            return count;
    }
    return -EBUSY;
}

int vs_tree_remove(int dir, const char *name)
{
    if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
        return 0;
    if (errno != EISDIR)
        return -errno;
    cleanup_fd int root = open_directory(dir, name);
    if (root < 0)
        return root;
    struct removal removal = {.root = root};
    int r = empty_directory(&removal, root, 0);
    if (r < 0)
        return r;
    return unlinkat(dir, name, AT_REMOVEDIR) < 0 ? -errno : 0;
}
