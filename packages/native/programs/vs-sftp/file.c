/* Requests about open files. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "attributes.h"
#include "sftp.h"

#define FLAG_READ      0x01u
#define FLAG_WRITE     0x02u
#define FLAG_APPEND    0x04u
#define FLAG_CREATE    0x08u
#define FLAG_TRUNCATE  0x10u
#define FLAG_EXCLUSIVE 0x20u

static int to_open_flags(uint32_t flags)
{
    int mode = flags & FLAG_WRITE ? flags & FLAG_READ ? O_RDWR : O_WRONLY : O_RDONLY;
    mode |= flags & FLAG_CREATE ? O_CREAT : 0;
    mode |= flags & FLAG_TRUNCATE ? O_TRUNC : 0;
    mode |= flags & FLAG_EXCLUSIVE ? O_EXCL : 0;
    mode |= flags & FLAG_APPEND ? O_APPEND : 0;
    /* A FIFO without anybody at its other end would hold up all other requests. */
    return mode | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
}

static void answer_handle(uint32_t id, int error, uint32_t handle)
{
    if (error < 0) {
        answer_error(id, error);
        return;
    }
    begin_answer(SFTP_HANDLE, id);
    put_u32(4);
    put_u32(handle);
}

void do_open(uint32_t id, struct request *request)
{
    char path[PATH_SIZE];
    uint32_t handle = 0;
    bool is_whole = get_path(request, path);
    uint32_t flags = get_u32(request);
    struct attributes wanted;
    get_attributes(request, &wanted);
    if (!is_whole || request->is_bad) {
        answer_error(id, -EBADMSG);
        return;
    }
    mode_t mode = wanted.flags & ATTRIBUTE_PERMISSIONS ? wanted.permissions & 07777 : 0666;
    int fd = open(path, to_open_flags(flags), mode);
    int r = fd < 0 ? -errno : handle_open_file(fd, flags & FLAG_APPEND, &handle);
    answer_handle(id, r, handle);
}

void do_opendir(uint32_t id, struct request *request)
{
    char path[PATH_SIZE];
    uint32_t handle = 0;
    if (!get_path(request, path)) {
        answer_error(id, -EBADMSG);
        return;
    }
    DIR *directory = opendir(path);
    int r = directory ? handle_open_directory(directory, &handle) : -errno;
    answer_handle(id, r, handle);
}

void do_close(uint32_t id, struct request *request)
{
    answer_error(id, handle_close(request));
}

static ssize_t read_at(int fd, uint8_t *ret_bytes, size_t size, uint64_t offset)
{
    ssize_t n = pread(fd, ret_bytes, size, (off_t)offset);
    return n < 0 && errno == ESPIPE ? read(fd, ret_bytes, size) : n;
}

void do_read(uint32_t id, struct request *request)
{
    int fd = -1;
    bool appends;
    int r = handle_file(request, &fd, &appends);
    uint64_t offset = get_u64(request);
    uint32_t size = get_u32(request);
    if (r < 0 || request->is_bad) {
        answer_error(id, -EBADMSG);
        return;
    }
    begin_answer(SFTP_DATA, id);
    ssize_t n = read_at(fd, data_place(), size < DATA_MAX ? size : DATA_MAX, offset);
    if (n > 0)
        put_data_done((size_t)n);
    else if (n == 0)
        answer_status(id, STATUS_EOF, "End of file");
    else
        answer_error(id, -errno);
}

static int write_all(int fd, const uint8_t *bytes, size_t size, uint64_t offset, bool appends)
{
    while (size > 0) {
        ssize_t n = appends ? write(fd, bytes, size) : pwrite(fd, bytes, size, (off_t)offset);
        if (n < 0 && errno == ESPIPE)
            n = write(fd, bytes, size);
        if (n < 0)
            return -errno;
        bytes += n;
        size -= (size_t)n;
        offset += (uint64_t)n;
    }
    return 0;
}

void do_write(uint32_t id, struct request *request)
{
    int fd = -1;
    bool appends = false;
    uint32_t size;
    int r = handle_file(request, &fd, &appends);
    uint64_t offset = get_u64(request);
    const uint8_t *bytes = get_bytes(request, &size);
    r = r < 0 || request->is_bad ? -EBADMSG : write_all(fd, bytes, size, offset, appends);
    answer_error(id, r);
}

void do_fstat(uint32_t id, struct request *request)
{
    struct stat status;
    int fd = -1;
    int r = handle_any(request, &fd);
    r = r < 0 ? r : fstat(fd, &status) < 0 ? -errno : 0;
    answer_attributes(id, r, &status);
}

void do_fsetstat(uint32_t id, struct request *request)
{
    struct attributes wanted;
    int fd = -1;
    int r = handle_any(request, &fd);
    get_attributes(request, &wanted);
    r = r < 0 || request->is_bad ? -EBADMSG : change_open(fd, &wanted);
    answer_error(id, r);
}
