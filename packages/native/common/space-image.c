/*
 * Space by a file system of the guest's own: its size and its inodes are the limits. It grows while
 * the guest runs and becomes smaller while it is stopped. The number of inodes follows the size; a
 * lower one cannot be had, so what is told is always what the file system has.
 */
#include "cleanup.h"
#include "image.h"
#include "kernel.h"
#include "protocol.h"
#include "space.h"

static uint64_t whole_blocks(uint64_t bytes)
{
    return (bytes + VS_IMAGE_BLOCK - 1) / VS_IMAGE_BLOCK * VS_IMAGE_BLOCK;
}

/* There is no size without end, and ext4 warns nobody before it is full. */
static int check(const struct vs_space *space, enum vs_limit_field *ret_refused)
{
    *ret_refused = VS_LIMIT_DISK_SOFT_BYTES;
    if (space->disk_soft_bytes != VS_INFINITY)
        return -EOPNOTSUPP;
    *ret_refused = VS_LIMIT_INODES_SOFT;
    if (space->inodes_soft != VS_INFINITY)
        return -EOPNOTSUPP;
    *ret_refused = VS_LIMIT_DISK_BYTES;
    return space->disk_bytes > VS_IMAGE_MAX ? -EOPNOTSUPP : 0;
}

static int resize(const struct vs_space_guest *guest, const struct vs_image_size *from,
                  const struct vs_image_size *to)
{
    cleanup_lock int reserve = -1;
    if (to->bytes > from->bytes) {
        cleanup_fd int guests = openat(guest->dir, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        reserve = guests < 0 ? -errno : vs_image_reserve(guests, to->bytes - from->bytes, NULL);
        if (reserve < 0)
            return reserve;
    }
    return vs_image_resize(guest->dir, to);
}

static int set(const struct vs_space_guest *guest, const struct vs_space *space,
               enum vs_limit_field *ret_refused)
{
    struct vs_image_use now;
    int r = check(space, ret_refused);
    r = r < 0 ? r : vs_image_use(guest->dir, &now);
    if (r < 0)
        return r;
    /* What it has was not asked for, but read back; with a smaller size go some of the inodes. */
    bool is_enough = space->inodes == VS_INFINITY || space->inodes <= now.size.inodes;
    const struct vs_image_size wanted = {whole_blocks(space->disk_bytes),
                                         is_enough ? VS_INFINITY : space->inodes};
    if (wanted.bytes == now.size.bytes && is_enough)
        return 0;
    r = resize(guest, &now.size, &wanted);
    if (!is_enough && r == -EOPNOTSUPP)
        *ret_refused = VS_LIMIT_INODES;
    return r;
}

static int get(const struct vs_space_guest *guest, struct vs_space *ret_space)
{
    struct vs_image_use now;
    int r = vs_image_use(guest->dir, &now);
    if (r < 0)
        return r;
    *ret_space = VS_SPACE_UNLIMITED;
    ret_space->disk_bytes = now.size.bytes;
    ret_space->inodes = now.size.inodes;
    return 0;
}

static int use(const struct vs_space_guest *guest, struct vs_space_use *ret_use)
{
    struct vs_image_use now;
    int r = vs_image_use(guest->dir, &now);
    if (r == 0)
        *ret_use = (struct vs_space_use){.bytes = now.used.bytes, .inodes = now.used.inodes};
    return r;
}

const struct vs_space_method vs_space_by_image = {VS_ENFORCED_IMAGE, set, get, use};
