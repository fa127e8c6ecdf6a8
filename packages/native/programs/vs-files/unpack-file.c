#include "cleanup.h"
#include "kernel.h"
#include "stub.h"
#include "unpack.h"
#include <stdlib.h>
#include <sys/stat.h>

#define NUMBER_SIZE 24
#define PIECE       65536

static int read_into(struct unpack *unpack, int fd, uint64_t at, uint64_t size)
{
    char bytes[PIECE];
    while (size > 0) {
        size_t piece = size < sizeof(bytes) ? (size_t)size : sizeof(bytes);
        int r = stream_read(&unpack->stream, bytes, piece);
        if (r < 0)
            return r;
        ssize_t n = pwrite(fd, bytes, piece, (off_t)at);
        if (n != (ssize_t)piece)
            return n < 0 ? -errno : -ENOSPC;
        at += piece;
        size -= piece;
    }
    return 0;
}

/* A line of the map of a sparse file. */
static int read_number(struct unpack *unpack, uint64_t *ret_number, uint64_t *read)
{
    uint64_t number = 0;
    char byte;
    for (int i = 0; i < NUMBER_SIZE; i++) {
        int r = stream_read(&unpack->stream, &byte, 1);
        if (r < 0)
            return r;
        *read += 1;
        if (byte == '\n' && i > 0) {
            *ret_number = number;
            return 0;
        }
        if (byte < '0' || byte > '9')
            return -EBADMSG;
        number = number * 10 + (uint64_t)(byte - '0');
    }
    return -EBADMSG;
}

struct stretch {
    uint64_t at, size;
};

static int read_map(struct unpack *unpack, struct stretch **ret_stretches, uint64_t *ret_count)
{
    uint64_t count, read = 0;
    int r = read_number(unpack, &count, &read);
    if (r == 0 && (count == 0 || count > unpack->member.size))
        r = -EBADMSG;
    struct stretch *stretches = r < 0 ? NULL : calloc(count, sizeof(*stretches));
    if (r == 0 && !stretches)
        r = -ENOMEM;
    for (uint64_t i = 0; r == 0 && i < count; i++) {
        r = read_number(unpack, &stretches[i].at, &read);
        r = r < 0 ? r : read_number(unpack, &stretches[i].size, &read);
    }
    r = r < 0 ? r : tar_read_padding(&unpack->stream, read);
    *ret_stretches = stretches;
    *ret_count = count;
    return r;
}

static int read_sparse(struct unpack *unpack, int fd)
{
    struct stretch *stretches = NULL;
    uint64_t count = 0, size = 0;
    int r = read_map(unpack, &stretches, &count);
    for (uint64_t i = 0; r == 0 && i < count; i++) {
        r = read_into(unpack, fd, stretches[i].at, stretches[i].size);
        size += stretches[i].size;
    }
    free(stretches);
    return r < 0 ? r : tar_read_padding(&unpack->stream, size);
}

static int read_content(struct unpack *unpack, int fd)
{
    const struct tar_member *member = &unpack->member;
    if (ftruncate(fd, (off_t)member->real_size) < 0)
        return -errno;
    if (member->is_sparse)
        return read_sparse(unpack, fd);
    int r = read_into(unpack, fd, 0, member->size);
    return r < 0 ? r : tar_read_padding(&unpack->stream, member->size);
}

/* The file becomes a stub again; whose object is damaged keeps its own content. */
static int pool_file(struct unpack *unpack, const struct target *target, int fd)
{
    char object[VS_POOL_NAME_SIZE];
    struct statx st;
    if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &st) < 0)
        return -errno;
    int r = vs_pool_add_copy(&unpack->pool, fd, st.stx_size, object);
    if (r == -EUCLEAN || r == -EAGAIN)
        return 0;
    unpack->files->results.objects += r == 0;
    unpack->files->results.pooled += r >= 0;
    r = r < 0 ? r : vs_stub_make(unpack->stage, UNPACK_STUB, fd, &st, object);
    if (r < 0)
        return r;
    return renameat(unpack->stage, UNPACK_STUB, target->dir, target->name) < 0 ? -errno : 0;
}

int unpack_file(struct unpack *unpack, const struct target *target)
{
    cleanup_fd int fd = openat(target->dir, target->name,
                               O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    int r = fd < 0 ? -errno : read_content(unpack, fd);
    r = r < 0 ? r : unpack_dress(&unpack->member, target);
    unpack->files->results.bytes += unpack->member.real_size;
    return r == 0 && unpack->member.is_pooled ? pool_file(unpack, target, fd) : r;
}
