#include "copy-data.h"
#include "kernel.h"
#include <errno.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>

#define CHUNK (UINT64_C(1) << 30)

/* Between two kinds of file system the kernel copies only so. Source: copy_file_range(2), EXDEV. */
static ssize_t send_stretch(int from, off_t *at, int to, off_t *out, size_t length)
{
    if (lseek(to, *out, SEEK_SET) < 0)
        return -1;
    ssize_t n = sendfile(to, from, at, length);
    if (n > 0)
        *out += n;
    return n;
}

static ssize_t copy_stretch(int from, off_t *at, int to, off_t *out, size_t length)
{
    ssize_t n = copy_file_range(from, at, to, out, length, 0);
    bool is_apart = n < 0 && (errno == EXDEV || errno == EOPNOTSUPP || errno == EINVAL);
    return is_apart ? send_stretch(from, at, to, out, length) : n;
}

/* Holes stay holes. Source: lseek(2), SEEK_DATA. */
int vs_copy_data(int from, int to, off_t size)
{
    if (ioctl(to, FICLONE, from) == 0)
        return 0;
    if (ftruncate(to, size) < 0)
        return -errno;
    for (off_t at = 0;;) {
        at = lseek(from, at, SEEK_DATA);
        if (at < 0)
            return errno == ENXIO ? 0 : -errno;
        off_t end = lseek(from, at, SEEK_HOLE), out = at;
        if (end < 0)
            return -errno;
        while (at < end) {
            size_t length = (uint64_t)(end - at) < CHUNK ? (size_t)(end - at) : CHUNK;
            ssize_t n = copy_stretch(from, &at, to, &out, length);
            if (n <= 0)
                return n < 0 ? -errno : -EIO;
        }
    }
}
