#include "cleanup.h"
#include "image-file.h"
#include "kernel.h"
#include "protocol.h"
#include <linux/loop.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>

#define EXT4_IOC_RESIZE_FS _IOW('f', 16, uint64_t)
#define WAIT_STEPS         400 /* two seconds */
#define GROUP_BYTES        (32768 * VS_IMAGE_BLOCK)

static int resize_mounted(const struct vs_loop *loop, int mount, uint64_t bytes)
{
    uint64_t blocks = bytes / VS_IMAGE_BLOCK;
    cleanup_fd int root = openat(mount, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0 || ioctl(loop->fd, LOOP_SET_CAPACITY, 0) < 0 ||
        ioctl(root, EXT4_IOC_RESIZE_FS, &blocks) < 0)
        return -errno;
    return 0;
}

/*
 * The file first, then the device, then the file system: a power cut in between leaves a file that
 * is larger than its file system, which the next call mends. The kernel wants CAP_SYS_RESOURCE, and
 * not every root has it.
 */
static int grow(int image, const struct vs_loop *loop, int mount, uint64_t bytes)
{
    struct stat status;
    if (fstat(image, &status) < 0)
        return -errno;
    if ((uint64_t)status.st_size < bytes && ftruncate(image, (off_t)bytes) < 0)
        return -errno;
    int r = resize_mounted(loop, mount, bytes);
    if (r == -EPERM && ftruncate(image, status.st_size) == 0)
        (void)ioctl(loop->fd, LOOP_SET_CAPACITY, 0);
    return r;
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

/* Our device may be going still, a moment after its last user. */
static int rebuild(int guest, uint64_t bytes)
{
    static const struct timespec STEP = {.tv_nsec = 5000000};
    cleanup_fd int image = vs_image_open(guest);
    if (image < 0)
        return image;
    for (int i = 0; flock(image, LOCK_EX | LOCK_NB) < 0; i++) {
        if (errno != EWOULDBLOCK || i == WAIT_STEPS)
            return errno == EWOULDBLOCK ? -EBUSY : -errno;
        (void)nanosleep(&STEP, NULL);
    }
    return vs_image_rebuild(guest, image, bytes);
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
    /* Held by the open file, so also by the device that it becomes. */
    bool is_free = flock(image, LOCK_EX | LOCK_NB) == 0;
    if (is_free && size->bytes == super.use.size.bytes)
        return 0;
    r = size->bytes < super.use.size.bytes ? -EBUSY : grow_mounted(guest, image, size->bytes);
    vs_close_fd(&image);
    if (is_free && (r == -EBUSY || r == -EPERM))
        return rebuild(guest, size->bytes);
    return r;
}
