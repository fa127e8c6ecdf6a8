#include "pack.h"
#include "cleanup.h"
#include "kernel.h"
#include "stub.h"
#include "tree-walk.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>

#define NESTED_MAX  32 /* subvolumes in subvolumes */
#define PROC_SIZE   (32 + NAME_MAX)
#define NUMBER_SIZE 24

/* Which files an overlay has from where, by numbers that the unpacked ones will not have. */
static bool is_left_out(const char *name, bool is_pooled)
{
    static const char *const OF_INODES[] = {"trusted.overlay.origin", "trusted.overlay.impure",
                                            "trusted.overlay.nlink", "trusted.vserver.pooled"};
    for (size_t i = 0; i < sizeof(OF_INODES) / sizeof(OF_INODES[0]); i++)
        if (!strcmp(name, OF_INODES[i]))
            return true;
    return is_pooled && (!strcmp(name, VS_STUB_METACOPY) || !strcmp(name, VS_STUB_REDIRECT));
}

static int add_attribute(struct pack *pack, const char *path, const char *name)
{
    char key[sizeof(TAR_XATTR) + 3 * XATTR_NAME_MAX];
    ssize_t size = lgetxattr(path, name, pack->value, sizeof(pack->value));
    if (size < 0)
        return -errno;
    int r = tar_attribute_key(name, key, sizeof(key));
    return r < 0 ? r : tar_add(&pack->records, key, pack->value, (size_t)size);
}

static int add_attributes(struct pack *pack, const struct vs_walk_entry *entry, bool is_pooled)
{
    char path[PROC_SIZE];
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", entry->dir, entry->name);
    ssize_t size = llistxattr(path, pack->names, sizeof(pack->names));
    if (size < 0)
        return errno == EOPNOTSUPP ? 0 : -errno;
    for (ssize_t i = 0; i < size; i += (ssize_t)strlen(pack->names + i) + 1) {
        const char *name = pack->names + i;
        int r = is_left_out(name, is_pooled) ? 0 : add_attribute(pack, path, name);
        if (r < 0)
            return r;
    }
    return 0;
}

int pack_mark(struct pack *pack, const char *key, bool is_so)
{
    return is_so ? tar_add(&pack->records, key, "1", 1) : 0;
}

int pack_number(struct pack *pack, const char *key, uint64_t number)
{
    char text[NUMBER_SIZE];
    int length = snprintf(text, sizeof(text), "%" PRIu64, number);
    return tar_add(&pack->records, key, text, (size_t)length);
}

int pack_member(struct pack *pack, char type, const struct stat *st, uint64_t size)
{
    const struct tar_member member = {.type = type,
                                      .mode = st->st_mode,
                                      .device = S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)
                                                    ? st->st_rdev
                                                    : 0,
                                      .size = size,
                                      .path = pack->path,
                                      .records = pack->records};
    pack->members++;
    return tar_write_member(&pack->stream, &member);
}

/* The object instead of the stub that names it. */
static int open_object(const struct pack *pack, const char *name, const struct stat *st)
{
    struct stat found;
    cleanup_fd int object =
        openat(pack->pool.objects, name, O_RDONLY | O_NOFOLLOW | O_NOATIME | O_CLOEXEC);
    if (object >= 0 && fstat(object, &found) == 0 && found.st_size == st->st_size)
        return vs_steal_fd(&object);
    return refuse(pack->files, -ENODATA, "%s cannot be read: verify tells what is missing",
                  pack->path);
}

static int write_file(struct pack *pack, const struct vs_walk_entry *entry)
{
    char name[VS_POOL_NAME_SIZE];
    cleanup_fd int fd = openat(entry->dir, entry->name,
                               O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOATIME | O_CLOEXEC);
    int kind = fd < 0 ? -errno : vs_stub_read(fd, name);
    if (kind < 0)
        return kind;
    bool is_pooled = kind == VS_STUB_POOLED && entry->st->st_size > 0;
    cleanup_fd int object = is_pooled ? open_object(pack, name, entry->st) : -1;
    int r = is_pooled && object < 0 ? object : add_attributes(pack, entry, is_pooled);
    r = r < 0 ? r : pack_mark(pack, TAR_POOLED, is_pooled);
    pack->files->results.bytes += (uint64_t)entry->st->st_size;
    return r < 0 ? r : pack_content(pack, is_pooled ? object : fd, entry->st);
}

static int write_symlink(struct pack *pack, const struct vs_walk_entry *entry)
{
    char target[PATH_MAX];
    ssize_t length = readlinkat(entry->dir, entry->name, target, sizeof(target));
    int r = length < 0 ? -errno : tar_add(&pack->records, "linkpath", target, (size_t)length);
    r = r < 0 ? r : add_attributes(pack, entry, false);
    return r < 0 ? r : pack_member(pack, TAR_SYMLINK, entry->st, 0);
}

/* tar has no sockets. */
static int write_special(struct pack *pack, const struct vs_walk_entry *entry)
{
    mode_t mode = entry->st->st_mode;
    char type = S_ISCHR(mode) ? TAR_CHARACTER : S_ISBLK(mode) ? TAR_BLOCK_DEVICE : TAR_FIFO;
    int r = pack_mark(pack, TAR_SOCKET, S_ISSOCK(mode));
    r = r < 0 ? r : add_attributes(pack, entry, false);
    return r < 0 ? r : pack_member(pack, type, entry->st, 0);
}

/* 1: written as another name of a file that was written before; 0: there is none. */
static int write_link(struct pack *pack, const struct stat *st)
{
    char number[2 * NUMBER_SIZE], first[PATH_MAX];
    (void)snprintf(number, sizeof(number), "%jx-%jx", (uintmax_t)st->st_dev,
                   (uintmax_t)st->st_ino);
    if (symlinkat(pack->path, pack->links, number) == 0)
        return 0;
    ssize_t length = errno == EEXIST ? readlinkat(pack->links, number, first, sizeof(first)) : -1;
    int r = length < 0 ? -errno : tar_add(&pack->records, "linkpath", first, (size_t)length);
    r = r < 0 ? r : pack_member(pack, TAR_LINK, st, 0);
    return r < 0 ? r : 1;
}

static int write_entry(struct pack *pack, const struct vs_walk_entry *entry)
{
    const struct stat *st = entry->st;
    int r = st->st_nlink > 1 ? write_link(pack, st) : 0;
    if (r != 0)
        return r < 0 ? r : 0;
    pack->blocks += (uint64_t)st->st_blocks;
    if (S_ISREG(st->st_mode))
        return write_file(pack, entry);
    return S_ISLNK(st->st_mode) ? write_symlink(pack, entry) : write_special(pack, entry);
}

/* First bare, since what is made in it would change its times, and its ACLs what is made in it. */
static int write_directory(struct pack *pack, const struct vs_walk_entry *entry)
{
    int r = pack_mark(pack, TAR_LAST, pack->is_last);
    if (r == 0 && pack->is_last)
        r = add_attributes(pack, entry, false);
    pack->blocks += pack->is_last ? (uint64_t)entry->st->st_blocks : 0;
    return r < 0 ? r : pack_member(pack, TAR_DIRECTORY, entry->st, 0);
}

static int walk(struct pack *pack, int root);

/* A subvolume of btrfs, which a walk takes for another file system. */
static int enter_subvolume(struct pack *pack, const struct vs_walk_entry *entry)
{
    size_t prefix = pack->prefix, length = strlen(pack->path);
    cleanup_fd int root =
        openat(entry->dir, entry->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (root < 0)
        return -errno;
    if (pack->nested == NESTED_MAX || length + 1 >= sizeof(pack->path))
        return -ELOOP;
    pack->path[length] = '/';
    pack->prefix = length + 1;
    pack->nested++;
    int r = walk(pack, root);
    pack->nested--;
    pack->prefix = prefix;
    return r;
}

static int pack_entry(void *context, const struct vs_walk_entry *entry)
{
    struct pack *pack = context;
    struct stat root;
    bool is_directory = S_ISDIR(entry->st->st_mode);
    if (pack->is_last && !is_directory)
        return 0;
    size_t room = sizeof(pack->path) - pack->prefix;
    size_t length = entry->path ? strlen(entry->path) : room;
    if (length >= room)
        return refuse(pack->files, -ENAMETOOLONG,
                      "A file's path is longer than any program could open: %s", pack->path);
    memcpy(pack->path + pack->prefix, entry->path, length + 1);
    pack->records.length = 0;
    pack->files->results.files++;
    int r = tar_add_basics(&pack->records, pack->path, entry->st);
    if (r == 0)
        r = is_directory ? write_directory(pack, entry) : write_entry(pack, entry);
    if (r < 0 || !is_directory)
        return r;
    r = fstat(entry->dir, &root) < 0 ? -errno : 0;
    return r == 0 && root.st_dev != entry->st->st_dev ? enter_subvolume(pack, entry) : r;
}

static int walk(struct pack *pack, int root)
{
    return vs_tree_walk(root, pack_entry, pack);
}

int pack_members(struct pack *pack, int data)
{
    int r = walk(pack, data);
    pack->is_last = true;
    r = r < 0 ? r : walk(pack, data);
    return r < 0 ? r : tar_write_end(&pack->stream);
}
