/* What goes into the pool, and the comparison before it. */
#include "cleanup.h"
#include "pool.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PIECE 131072

static int open_object(const struct vs_pool *pool, const char *name)
{
    int fd =
        openat(pool->objects, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOATIME | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

/* Whole, unless the file ends. */
static ssize_t read_piece(int file, uint8_t *ret_bytes, size_t size, uint64_t at)
{
    size_t done = 0;
    while (done < size) {
        ssize_t n = pread(file, ret_bytes + done, size - done, (off_t)(at + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? -errno : (ssize_t)done;
        done += (size_t)n;
    }
    return (ssize_t)done;
}

static size_t piece_at(uint64_t size, uint64_t at)
{
    return size - at < PIECE ? (size_t)(size - at) : PIECE;
}

int vs_pool_sum(int file, uint64_t size, char ret_name[VS_POOL_NAME_SIZE])
{
    uint8_t bytes[PIECE], digest[VS_SHA256_SIZE];
    struct vs_sha256 sum;
    vs_sha256_start(&sum);
    for (uint64_t at = 0; at < size;) {
        size_t want = piece_at(size, at);
        ssize_t n = read_piece(file, bytes, want, at);
        if (n < 0)
            return (int)n;
        if ((size_t)n != want)
            return -EAGAIN;
        vs_sha256_add(&sum, bytes, want);
        at += want;
    }
    vs_sha256_end(&sum, digest);
    vs_pool_name(digest, ret_name);
    return 0;
}

/* 1: the same bytes. */
static int compare(int one, int other, uint64_t size)
{
    uint8_t here[PIECE], there[PIECE];
    for (uint64_t at = 0; at < size;) {
        size_t want = piece_at(size, at);
        ssize_t n = read_piece(one, here, want, at);
        ssize_t m = n < 0 ? n : read_piece(other, there, want, at);
        if (m < 0)
            return (int)m;
        if (n != m || (size_t)n != want || memcmp(here, there, want) != 0)
            return 0;
        at += want;
    }
    return 1;
}

static int is_object(const struct vs_pool *pool, int object, int file, uint64_t size)
{
    struct statx there, here;
    if (statx(object, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &there) < 0)
        return -errno;
    if (!S_ISREG(there.stx_mode) || there.stx_size != size)
        return 0;
    if (statx(file, "", AT_EMPTY_PATH, STATX_INO, &here) < 0)
        return -errno;
    /* A run that was cut off had linked it already. */
    if (here.stx_ino == there.stx_ino && here.stx_dev_major == there.stx_dev_major &&
        here.stx_dev_minor == there.stx_dev_minor)
        return 1;
    int r = compare(object, file, size);
    if (r == 1 && pool->is_marking && futimens(object, NULL) < 0)
        return -errno; /* its ctime is to spare it, see vs_pool_mark */
    return r;
}

int vs_pool_has(const struct vs_pool *pool, const char *name, int file, uint64_t size)
{
    cleanup_fd int object = open_object(pool, name);
    /* There is none, or a link, a socket or a device took its place. */
    if (object == -ENOENT || object == -ELOOP || object == -ENXIO || object == -EACCES)
        return 0;
    if (object < 0)
        return object;
    return is_object(pool, object, file, size);
}

static int link_object(const struct vs_pool *pool, int file, const char *name)
{
    return linkat(file, "", pool->objects, name, AT_EMPTY_PATH) < 0 ? -errno : 0;
}

/* A sweep cannot come between: both need the lock. */
int vs_pool_add_link(const struct vs_pool *pool, const char *name, int file, uint64_t size)
{
    int r = link_object(pool, file, name);
    if (r != -EEXIST)
        return r;
    r = vs_pool_has(pool, name, file, size);
    return r == 0 ? -EUCLEAN : r;
}

static int write_piece(int file, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(file, bytes, size);
        if (n < 0 && errno != EINTR)
            return -errno;
        bytes += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return 0;
}

static int copy(int file, int object, uint64_t size, char ret_name[VS_POOL_NAME_SIZE])
{
    uint8_t bytes[PIECE], digest[VS_SHA256_SIZE];
    struct vs_sha256 sum;
    vs_sha256_start(&sum);
    for (uint64_t at = 0; at < size;) {
        size_t want = piece_at(size, at);
        ssize_t n = read_piece(file, bytes, want, at);
        int r = n < 0 ? (int)n : (size_t)n != want ? -EAGAIN : write_piece(object, bytes, want);
        if (r < 0)
            return r;
        vs_sha256_add(&sum, bytes, want);
        at += want;
    }
    vs_sha256_end(&sum, digest);
    vs_pool_name(digest, ret_name);
    return 0;
}

int vs_pool_add_copy(const struct vs_pool *pool, int file, uint64_t size,
                     char ret_name[VS_POOL_NAME_SIZE])
{
    /* Without a name until it is whole, so that no crash leaves anything. */
    cleanup_fd int object = openat(pool->objects, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0400);
    if (object < 0)
        return -errno;
    int r = copy(file, object, size, ret_name);
    if (r < 0)
        return r;
    if (fchmod(object, 0400) < 0)
        return -errno;
    return vs_pool_add_link(pool, ret_name, object, size);
}
