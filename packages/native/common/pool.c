#include "pool.h"
#include "cleanup.h"
#include <linux/fs.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#define MARKING "trusted.vserver.marking"
/* Its only entry hides .p in roots that have the pool as an ordinary layer, see overlay-mount.h. */
#define COVER "cover"

static int open_made(int dir, const char *name, mode_t mode, int *ret_fd)
{
    if (mkdirat(dir, name, mode) < 0 && errno != EEXIST)
        return -errno;
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

static int make_cover(int storage)
{
    cleanup_fd int cover = -1;
    int r = open_made(storage, COVER, 0755, &cover);
    if (r < 0)
        return r;
    if (mknodat(cover, VS_POOL_DIRECTORY, S_IFCHR, makedev(0, 0)) < 0 && errno != EEXIST)
        return -errno;
    return 0;
}

int vs_pool_open(int storage, struct vs_pool *ret_pool)
{
    cleanup_fd int root = -1, objects = -1;
    struct statx status;
    int r = open_made(storage, "pool", 0700, &root);
    r = r < 0 ? r : open_made(root, VS_POOL_DIRECTORY, 0700, &objects);
    r = r < 0 ? r : make_cover(storage);
    if (r < 0)
        return r;
    if (statx(objects, "", AT_EMPTY_PATH, STATX_TYPE, &status) < 0)
        return -errno;
    *ret_pool = (struct vs_pool){.device = makedev(status.stx_dev_major, status.stx_dev_minor)};
    ret_pool->root = vs_steal_fd(&root);
    ret_pool->objects = vs_steal_fd(&objects);
    return 0;
}

void vs_pool_close(struct vs_pool *pool)
{
    vs_close_fd(&pool->root);
    vs_close_fd(&pool->objects);
}

int vs_pool_lock(struct vs_pool *pool, bool alone)
{
    while (flock(pool->root, alone ? LOCK_EX : LOCK_SH) < 0)
        if (errno != EINTR)
            return -errno;
    pool->is_marking = fgetxattr(pool->root, MARKING, NULL, 0) >= 0;
    return 0;
}

void vs_pool_unlock(struct vs_pool *pool)
{
    (void)flock(pool->root, LOCK_UN);
}

int vs_pool_mark(struct vs_pool *pool, bool begins)
{
    int r = begins ? fsetxattr(pool->root, MARKING, "", 0, 0) : fremovexattr(pool->root, MARKING);
    pool->is_marking = begins;
    return r < 0 && errno != ENODATA ? -errno : 0;
}

static const char DIGITS[64] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool vs_pool_is_name(const char *name)
{
    size_t length = strnlen(name, VS_POOL_NAME_SIZE);
    for (size_t i = 0; i < length; i++)
        if (!memchr(DIGITS, name[i], sizeof(DIGITS)))
            return false;
    return length == VS_POOL_NAME_SIZE - 1;
}

void vs_pool_name(const uint8_t digest[VS_SHA256_SIZE], char ret_name[VS_POOL_NAME_SIZE])
{
    for (int i = 0; i < 5; i++) {
        const uint8_t *three = digest + 3 * i;
        uint32_t bits = (uint32_t)three[0] << 16 | (uint32_t)three[1] << 8 | three[2];
        for (int digit = 0; digit < 4; digit++)
            ret_name[4 * i + digit] = DIGITS[bits >> (18 - 6 * digit) & 63];
    }
    ret_name[VS_POOL_NAME_SIZE - 1] = '\0';
}

/* A settled object. Its links are looked at first: with others, this is still a layer's file. */
static bool is_settled(const struct statx *status)
{
    return status->stx_nlink > 1 ||
           (status->stx_uid == 0 && status->stx_gid == 0 && status->stx_mode == (S_IFREG | 0400));
}

static int drop_xattrs(int object)
{
    char names[65536]; /* XATTR_LIST_MAX */
    ssize_t size = flistxattr(object, names, sizeof(names));
    for (const char *name = names; size > 0 && name < names + size; name += strlen(name) + 1)
        if (fremovexattr(object, name) < 0 && errno != ENODATA)
            return -errno;
    return size < 0 && errno != EOPNOTSUPP ? -errno : 0;
}

/* The first guest would else pay for what all use. */
static int leave_project(int object)
{
    struct fsxattr attributes;
    if (ioctl(object, FS_IOC_FSGETXATTR, &attributes) < 0)
        return errno == ENOTTY || errno == EOPNOTSUPP ? 0 : -errno;
    if (!attributes.fsx_projid)
        return 0;
    attributes.fsx_projid = 0;
    return ioctl(object, FS_IOC_FSSETXATTR, &attributes) < 0 ? -errno : 0;
}

int vs_pool_settle(const struct vs_pool *pool, const char *name)
{
    struct statx status;
    cleanup_fd int object =
        openat(pool->objects, name, O_RDONLY | O_NOFOLLOW | O_NOATIME | O_CLOEXEC);
    if (object < 0 || statx(object, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &status) < 0)
        return -errno;
    if (is_settled(&status))
        return 1;
    int r = drop_xattrs(object);
    r = r < 0 ? r : leave_project(object);
    if (r < 0)
        return r;
    /* The mode last: by it the rest is known to be done. */
    if (fchown(object, 0, 0) < 0 || fchmod(object, 0400) < 0)
        return -errno;
    return 0;
}
