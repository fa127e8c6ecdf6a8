#include "unpack.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>

#define PROC_SIZE (32 + NAME_MAX)

int unpack_open(int root, const char *path, int *ret_fd)
{
    int fd = vs_openat2(root, *path ? path : ".", O_PATH | O_DIRECTORY, 0,
                        RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

/* The directory part of a path, "" for none. */
static int split_path(const char *path, char ret_directory[PATH_MAX], const char **ret_name)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    if (length >= PATH_MAX)
        return -EBADMSG;
    memcpy(ret_directory, path, length);
    ret_directory[length] = '\0';
    *ret_name = slash ? slash + 1 : path;
    return **ret_name ? 0 : -EBADMSG;
}

static int find_target(struct unpack *unpack, struct target *ret_target)
{
    char directory[PATH_MAX];
    int r = split_path(unpack->member.path, directory, &ret_target->name);
    if (r < 0)
        return r;
    if (unpack->parent < 0 || strcmp(directory, unpack->parent_path) != 0) {
        vs_close_fd(&unpack->parent);
        r = unpack_open(unpack->data, directory, &unpack->parent);
        if (r < 0)
            return r;
        memcpy(unpack->parent_path, directory, strlen(directory) + 1);
    }
    ret_target->dir = unpack->parent;
    return 0;
}

static int set_attributes(const struct tar_member *member, const char *path)
{
    char key[XATTR_NAME_MAX + 1];
    const char *name, *value;
    size_t size;
    for (size_t at = 0; tar_next(&member->records, TAR_XATTR, &at, &name, &value, &size);) {
        int r = tar_attribute_name(name, key, sizeof(key));
        if (r < 0)
            return r;
        if (lsetxattr(path, key, value, size, 0) < 0)
            return -errno;
    }
    return 0;
}

/* In the order of vs_attributes_copy(). */
int unpack_dress(const struct tar_member *member, const struct target *target)
{
    char path[PROC_SIZE];
    int dir = target->dir;
    const char *name = target->name;
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", dir, name);
    if (fchownat(dir, name, member->uid, member->gid, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    if (member->type != TAR_SYMLINK && fchmodat(dir, name, member->mode, 0) < 0)
        return -errno;
    int r = set_attributes(member, path);
    if (r < 0)
        return r;
    return utimensat(dir, name, member->times, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

static int make_link(struct unpack *unpack, const struct target *target)
{
    char directory[PATH_MAX];
    const char *name;
    cleanup_fd int dir = -1;
    int r = split_path(unpack->member.link, directory, &name);
    r = r < 0 ? r : unpack_open(unpack->data, directory, &dir);
    return r < 0 ? r : linkat(dir, name, target->dir, target->name, 0) < 0 ? -errno : 0;
}

static int make_symlink(struct unpack *unpack, const struct target *target)
{
    if (symlinkat(unpack->member.link, target->dir, target->name) < 0)
        return -errno;
    return unpack_dress(&unpack->member, target);
}

/* Some are there: a backend makes the directories of its writable layer. */
static int make_directory(struct unpack *unpack, const struct target *target)
{
    if (unpack->member.is_last)
        return unpack_dress(&unpack->member, target);
    return mkdirat(target->dir, target->name, 0700) < 0 && errno != EEXIST ? -errno : 0;
}

static int make_special(struct unpack *unpack, const struct target *target)
{
    const struct tar_member *member = &unpack->member;
    mode_t type = member->type == TAR_CHARACTER      ? S_IFCHR
                  : member->type == TAR_BLOCK_DEVICE ? S_IFBLK
                  : member->is_socket                ? S_IFSOCK
                                                     : S_IFIFO;
    if (mknodat(target->dir, target->name, type | 0600, member->device) < 0)
        return -errno;
    return unpack_dress(member, target);
}

static int make_member(struct unpack *unpack)
{
    struct target target;
    int r = find_target(unpack, &target);
    if (r < 0)
        return r;
    switch (unpack->member.type) {
    case TAR_FILE:
        return unpack_file(unpack, &target);
    case TAR_LINK:
        return make_link(unpack, &target);
    case TAR_SYMLINK:
        return make_symlink(unpack, &target);
    case TAR_DIRECTORY:
        return make_directory(unpack, &target);
    case TAR_CHARACTER:
    case TAR_BLOCK_DEVICE:
    case TAR_FIFO:
        return make_special(unpack, &target);
    default:
        return -EBADMSG;
    }
}

int unpack_members(struct unpack *unpack)
{
    struct files *files = unpack->files;
    for (;;) {
        int r = tar_read_member(&unpack->stream, &unpack->member);
        if (r <= 0)
            return r;
        r = make_member(unpack);
        if (r < 0) {
            log_line(files, "%s: %s", unpack->member.path, strerror(-r));
            return r;
        }
        unpack->members++;
        files->results.files = unpack->members;
        r = tick(files);
        if (r < 0)
            return r;
    }
}
