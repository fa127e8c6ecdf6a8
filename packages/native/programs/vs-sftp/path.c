/* Requests about names. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sftp.h"

/* The error, or of a call that gave -1. */
static void answer_call(uint32_t id, bool is_whole, int result)
{
    answer_error(id, !is_whole ? -EBADMSG : result < 0 ? -errno : 0);
}

void do_remove(uint32_t id, struct request *request)
{
    char path[PATH_SIZE];
    bool is_whole = get_path(request, path);
    answer_call(id, is_whole, is_whole ? unlink(path) : -1);
}

void do_rmdir(uint32_t id, struct request *request)
{
    char path[PATH_SIZE];
    bool is_whole = get_path(request, path);
    answer_call(id, is_whole, is_whole ? rmdir(path) : -1);
}

void do_mkdir(uint32_t id, struct request *request)
{
    char path[PATH_SIZE];
    struct attributes wanted;
    bool is_whole = get_path(request, path);
    get_attributes(request, &wanted);
    is_whole = is_whole && !request->is_bad;
    mode_t mode = wanted.flags & ATTRIBUTE_PERMISSIONS ? wanted.permissions & 07777 : 0777;
    answer_call(id, is_whole, is_whole ? mkdir(path, mode) : -1);
}

/* Version 3 lets no name be overwritten; some file systems cannot say so themselves. */
static int rename_to_free(const char *from, const char *to)
{
    struct stat status;
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL)
        return -1;
    if (lstat(to, &status) == 0) {
        errno = EEXIST;
        return -1;
    }
    return rename(from, to);
}

void do_rename(uint32_t id, struct request *request)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    bool is_whole = get_path(request, from) && get_path(request, to);
    answer_call(id, is_whole, is_whole ? rename_to_free(from, to) : -1);
}

/* OpenSSH's order, which all clients keep: what it points to first. */
void do_symlink(uint32_t id, struct request *request)
{
    char target[PATH_SIZE], path[PATH_SIZE];
    bool is_whole = get_path(request, target) && get_path(request, path);
    answer_call(id, is_whole, is_whole ? symlink(target, path) : -1);
}

static void answer_name(uint32_t id, const char *name)
{
    static const struct stat NOTHING;
    begin_answer(SFTP_NAME, id);
    put_u32(1);
    put_text(name);
    put_text(name);
    put_attributes(&NOTHING);
}

void do_readlink(uint32_t id, struct request *request)
{
    char path[PATH_SIZE], target[PATH_SIZE];
    bool is_whole = get_path(request, path);
    ssize_t n = is_whole ? readlink(path, target, sizeof(target) - 1) : -1;
    if (n < 0) {
        answer_call(id, is_whole, -1);
        return;
    }
    target[n] = '\0';
    answer_name(id, target);
}

/* Of a name that is yet to be made, the directory is resolved. */
static int resolve(const char *path, char ret_path[PATH_SIZE])
{
    char parent[PATH_SIZE];
    if (realpath(path, ret_path))
        return 0;
    if (errno != ENOENT)
        return -errno;
    (void)snprintf(parent, sizeof(parent), "%s", path);
    char *slash = strrchr(parent, '/');
    const char *name = slash ? slash + 1 : parent;
    if (!*name || !strcmp(name, ".") || !strcmp(name, ".."))
        return -ENOENT;
    if (slash)
        *slash = '\0';
    if (!realpath(!slash ? "." : slash == parent ? "/" : parent, ret_path))
        return -errno;
    size_t length = strlen(ret_path);
    const char *separator = length > 1 ? "/" : "";
    int n = snprintf(ret_path + length, PATH_SIZE - length, "%s%s", separator, name);
    return (size_t)n < PATH_SIZE - length ? 0 : -ENAMETOOLONG;
}

void do_realpath(uint32_t id, struct request *request)
{
    char path[PATH_SIZE], resolved[PATH_SIZE];
    int r = get_path(request, path) ? resolve(path, resolved) : -EBADMSG;
    if (r < 0)
        answer_error(id, r);
    else
        answer_name(id, resolved);
}
