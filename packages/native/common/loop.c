#include "loop.h"
#include "cleanup.h"
#include "kernel.h"
#include "parse.h"
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <time.h>

#define BLOCK_SIZE      4096
#define CONFIGURE_TRIES 64
#define WAIT_STEP_NS    5000000
#define WAIT_STEPS      400 /* two seconds: the other one is attaching or letting go */

/* Where the file was attached last: looked at first, and believed only when it holds. */
#define HINT      "trusted.vserver.loop"
#define LOOPS_MAX 1048576

static int open_device(unsigned number, struct vs_loop *ret_loop)
{
    (void)snprintf(ret_loop->path, sizeof(ret_loop->path), "/dev/loop%u", number);
    ret_loop->fd = open(ret_loop->path, O_RDWR | O_CLOEXEC);
    return ret_loop->fd < 0 ? -errno : 0;
}

/* An open device is not let go, so what holds once stays true. */
static int open_if_attached(unsigned number, const struct stat *file, struct vs_loop *ret_loop)
{
    struct loop_info64 info;
    struct vs_loop loop = {0};
    int r = open_device(number, &loop);
    if (r < 0)
        return r;
    if (ioctl(loop.fd, LOOP_GET_STATUS64, &info) < 0 || info.lo_inode != file->st_ino ||
        info.lo_device != file->st_dev) {
        vs_close_fd(&loop.fd);
        return -ENOENT;
    }
    *ret_loop = loop;
    return 0;
}

static int try_hint(int file, const struct stat *status, struct vs_loop *ret_loop)
{
    unsigned number;
    if (fgetxattr(file, HINT, &number, sizeof(number)) != sizeof(number) || number >= LOOPS_MAX)
        return -ENOENT;
    return open_if_attached(number, status, ret_loop);
}

/* Only attached devices have this directory; another's is not even opened. */
static bool is_attached(int block, const char *name)
{
    char path[64];
    (void)snprintf(path, sizeof(path), "%.32s/loop", name);
    return faccessat(block, path, F_OK, 0) == 0;
}

int vs_loop_find(int file, struct vs_loop *ret_loop)
{
    struct stat status;
    if (fstat(file, &status) < 0)
        return -errno;
    if (try_hint(file, &status, ret_loop) == 0)
        return 0;
    cleanup_dir DIR *devices = opendir("/sys/block");
    if (!devices)
        return -errno;
    for (struct dirent *entry; (entry = readdir(devices));) {
        uint64_t number;
        if (strncmp(entry->d_name, "loop", 4) || !is_attached(dirfd(devices), entry->d_name) ||
            vs_parse_number(entry->d_name + 4, LOOPS_MAX - 1, &number) < 0)
            continue;
        if (open_if_attached((unsigned)number, &status, ret_loop) == 0)
            return 0;
    }
    return -ENOENT;
}

/* Direct I/O keeps the guest's files from being cached twice; the kernel goes without where the
 * storage cannot. The larger block is what direct I/O needs on every disk. */
static int configure(int device, int file)
{
    struct loop_config config = {
        .fd = (uint32_t)file,
        .block_size = BLOCK_SIZE,
        .info.lo_flags = LO_FLAGS_AUTOCLEAR | LO_FLAGS_DIRECT_IO,
    };
    return ioctl(device, LOOP_CONFIGURE, &config) < 0 ? -errno : 0;
}

static int attach_fresh(int control, int file, struct vs_loop *ret_loop)
{
    for (int i = 0; i < CONFIGURE_TRIES; i++) {
        int number = ioctl(control, LOOP_CTL_GET_FREE);
        struct vs_loop loop = {.fresh = true};
        int r = number < 0 ? -errno : open_device((unsigned)number, &loop);
        if (r < 0)
            return r;
        r = configure(loop.fd, file);
        if (r == 0) {
            (void)fsetxattr(file, HINT, &number, sizeof(number), 0);
            *ret_loop = loop;
            return 0;
        }
        vs_close_fd(&loop.fd);
        if (r != -EBUSY) /* another took the number meanwhile */
            return r;
    }
    return -EBUSY;
}

int vs_loop_attach(int file, struct vs_loop *ret_loop)
{
    static const struct timespec STEP = {.tv_nsec = WAIT_STEP_NS};
    cleanup_fd int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
    if (control < 0)
        return errno == ENOENT ? -EOPNOTSUPP : -errno;
    for (int i = 0; i < WAIT_STEPS; i++) {
        /* The device keeps our open file, and with it this lock. */
        if (flock(file, LOCK_EX | LOCK_NB) == 0)
            return attach_fresh(control, file, ret_loop);
        if (errno != EWOULDBLOCK)
            return -errno;
        if (vs_loop_find(file, ret_loop) == 0)
            return 0;
        (void)nanosleep(&STEP, NULL);
    }
    return -EBUSY;
}
