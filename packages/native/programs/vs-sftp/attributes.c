#include "attributes.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void answer_attributes(uint32_t id, int error, const struct stat *status)
{
    if (error < 0) {
        answer_error(id, error);
        return;
    }
    begin_answer(SFTP_ATTRS, id);
    put_attributes(status);
}

static void to_times(const struct attributes *wanted, struct timespec ret_times[2])
{
    ret_times[0] = (struct timespec){.tv_sec = wanted->atime};
    ret_times[1] = (struct timespec){.tv_sec = wanted->mtime};
}

/* The owner first: chown(2) takes set-user-ID bits away. All are tried, the first fault is told. */
int change_open(int fd, const struct attributes *wanted)
{
    struct timespec times[2];
    int r = 0;
    if (wanted->flags & ATTRIBUTE_SIZE && ftruncate(fd, (off_t)wanted->size) < 0)
        r = -errno;
    if (wanted->flags & ATTRIBUTE_UIDGID && fchown(fd, wanted->uid, wanted->gid) < 0)
        r = r < 0 ? r : -errno;
    if (wanted->flags & ATTRIBUTE_PERMISSIONS && fchmod(fd, wanted->permissions & 07777) < 0)
        r = r < 0 ? r : -errno;
    to_times(wanted, times);
    if (wanted->flags & ATTRIBUTE_ACMODTIME && futimens(fd, times) < 0)
        r = r < 0 ? r : -errno;
    return r;
}

int change_path(const char *path, const struct attributes *wanted, int flags)
{
    struct timespec times[2];
    int r = 0;
    if (wanted->flags & ATTRIBUTE_SIZE)
        r = flags ? -EINVAL : truncate(path, (off_t)wanted->size) < 0 ? -errno : 0;
    if (wanted->flags & ATTRIBUTE_UIDGID &&
        fchownat(AT_FDCWD, path, wanted->uid, wanted->gid, flags) < 0)
        r = r < 0 ? r : -errno;
    if (wanted->flags & ATTRIBUTE_PERMISSIONS &&
        fchmodat(AT_FDCWD, path, wanted->permissions & 07777, flags) < 0)
        r = r < 0 ? r : -errno;
    to_times(wanted, times);
    if (wanted->flags & ATTRIBUTE_ACMODTIME && utimensat(AT_FDCWD, path, times, flags) < 0)
        r = r < 0 ? r : -errno;
    return r;
}

static void answer_stat(uint32_t id, struct request *request, int flags)
{
    char path[PATH_SIZE];
    struct stat status;
    int r = get_path(request, path) ? 0 : -EBADMSG;
    r = r < 0 ? r : fstatat(AT_FDCWD, path, &status, flags) < 0 ? -errno : 0;
    answer_attributes(id, r, &status);
}

void do_stat(uint32_t id, struct request *request)
{
    answer_stat(id, request, 0);
}

void do_lstat(uint32_t id, struct request *request)
{
    answer_stat(id, request, AT_SYMLINK_NOFOLLOW);
}

static void set_stat(uint32_t id, struct request *request, int flags)
{
    char path[PATH_SIZE];
    struct attributes wanted;
    bool is_whole = get_path(request, path);
    get_attributes(request, &wanted);
    answer_error(id, is_whole && !request->is_bad ? change_path(path, &wanted, flags) : -EBADMSG);
}

void do_setstat(uint32_t id, struct request *request)
{
    set_stat(id, request, 0);
}

void do_lsetstat(uint32_t id, struct request *request)
{
    set_stat(id, request, AT_SYMLINK_NOFOLLOW);
}
