#include "cleanup.h"
#include "image-file.h"
#include "kernel.h"
#include "protocol.h"
#include <linux/loop.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#define EXT4_IOC_RESIZE_FS _IOW('f', 16, uint64_t)
#define GROUP_BYTES        (32768 * VS_IMAGE_BLOCK)

/* The file first, then the device, then the file system: a power cut in between leaves a file that
 * is larger than its file system, which the next call mends. */
static int grow(int image, const struct vs_loop *loop, int mount, uint64_t bytes)
{
    uint64_t blocks = bytes / VS_IMAGE_BLOCK;
    struct stat status;
    if (fstat(image, &status) < 0)
        return -errno;
    if ((uint64_t)status.st_size < bytes && ftruncate(image, (off_t)bytes) < 0)
        return -errno;
    if (ioctl(loop->fd, LOOP_SET_CAPACITY, 0) < 0 || ioctl(mount, EXT4_IOC_RESIZE_FS, &blocks) < 0)
        return -errno;
    return 0;
}

/* Every group has as many inodes as the first ones got. */
static bool has_inodes(const struct vs_image_super *super, const struct vs_image_size *size)
{
    uint64_t groups = (size->bytes + GROUP_BYTES - 1) / GROUP_BYTES;
    return size->inodes == VS_INFINITY || size->inodes <= groups * super->inodes_per_group;
}

static int grow_mounted(int guest, int image, uint64_t bytes)
{
    struct vs_loop loop = {.fd = -1};
    struct vs_image_use use;
    cleanup_fd int mount = -1;
    int r = vs_image_bring_up(guest, image, &loop, &mount);
    r = r < 0 ? r : vs_image_use_of(mount, &use);
    if (r == 0 && bytes < use.size.bytes)
        r = -EBUSY;
    if (r == 0 && bytes > use.size.bytes)
        r = grow(image, &loop, mount, bytes);
    vs_close_fd(&loop.fd);
    return r;
}

int vs_image_resize(int guest, const struct vs_image_size *size)
{
    struct vs_image_super super;
    cleanup_fd int image = vs_image_open(guest);
    if (image < 0)
        return image;
    if (size->bytes % VS_IMAGE_BLOCK || size->bytes > VS_IMAGE_MAX || size->bytes < VS_IMAGE_MIN)
        return -ERANGE;
    int r = vs_image_super(image, &super);
    if (r < 0)
        return r;
    if (!has_inodes(&super, size))
        return -EOPNOTSUPP;
    bool is_free = flock(image, LOCK_EX | LOCK_NB) == 0;
    if (is_free && size->bytes == super.use.size.bytes)
        return 0;
    if (is_free && size->bytes < super.use.size.bytes)
        return vs_image_shrink(guest, image, size->bytes);
    return grow_mounted(guest, image, size->bytes);
}
