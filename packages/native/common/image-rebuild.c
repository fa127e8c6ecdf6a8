#include "cleanup.h"
#include "image-file.h"
#include "kernel.h"
#include "tool.h"
#include <inttypes.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#define COPY           VS_IMAGE_NAME ".new"
#define E2FSCK_CHANGED 1
#define CHUNK          (UINT64_C(1) << 30)

/* One written stretch after the other, so that holes stay holes. Source: lseek(2), SEEK_DATA. */
static int copy_data(int from, int to)
{
    off_t at = 0;
    for (;;) {
        at = lseek(from, at, SEEK_DATA);
        if (at < 0)
            return errno == ENXIO ? 0 : -errno;
        off_t end = lseek(from, at, SEEK_HOLE), out = at;
        if (end < 0)
            return -errno;
        while (at < end) {
            size_t length = (uint64_t)(end - at) < CHUNK ? (size_t)(end - at) : CHUNK;
            ssize_t n = copy_file_range(from, &at, to, &out, length, 0);
            if (n <= 0)
                return n < 0 ? -errno : -EIO;
        }
    }
}

static int copy(int guest, int image)
{
    struct stat status;
    (void)unlinkat(guest, COPY, 0);
    cleanup_fd int to = openat(guest, COPY, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (to < 0 || fstat(image, &status) < 0)
        return -errno;
    if (ioctl(to, FICLONE, image) == 0)
        return 0;
    if (ftruncate(to, status.st_size) < 0)
        return -errno;
    return copy_data(image, to);
}

/* resize2fs(8) works on what e2fsck(8) has just found good, and refuses what does not fit. */
static int resize_copy(int guest, uint64_t bytes)
{
    char blocks[24];
    const char *const check[VS_TOOL_ARGUMENTS_MAX] = {"e2fsck", "-fp", COPY};
    const char *const resize[VS_TOOL_ARGUMENTS_MAX] = {"resize2fs", COPY, blocks};
    (void)snprintf(blocks, sizeof(blocks), "%" PRIu64, bytes / VS_IMAGE_BLOCK);
    int r = vs_tool_run(guest, check);
    if (r < 0 || r > E2FSCK_CHANGED)
        return r == -ENOENT ? -EOPNOTSUPP : r < 0 ? r : -EBADMSG;
    r = vs_tool_run(guest, resize);
    if (r != 0)
        return r == -ENOENT ? -EOPNOTSUPP : r < 0 ? r : -EBUSY;
    cleanup_fd int fd = openat(guest, COPY, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || ftruncate(fd, (off_t)bytes) < 0 || fsync(fd) < 0)
        return -errno;
    return 0;
}

/* In a copy: resize2fs(8) moves blocks in place, and a power cut would leave neither size. */
int vs_image_rebuild(int guest, int image, uint64_t bytes)
{
    int r = copy(guest, image);
    r = r < 0 ? r : resize_copy(guest, bytes);
    if (r == 0 && renameat(guest, COPY, guest, VS_IMAGE_NAME) < 0)
        r = -errno;
    if (r == 0)
        return fsync(guest) < 0 ? -errno : 0;
    (void)unlinkat(guest, COPY, 0);
    return r;
}
