/* Space by btrfs simple quota: bytes alone, hard alone. */
#include "cleanup.h"
#include "kernel.h"
#include "protocol.h"
#include "space.h"
#include "subvolume.h"

static int set(const struct vs_space_guest *guest, const struct vs_space *space,
               enum vs_limit_field *ret_refused)
{
    const struct {
        uint64_t number;
        enum vs_limit_field field;
    } NOT_HELD[] = {
        {space->disk_soft_bytes, VS_LIMIT_DISK_SOFT_BYTES},
        {space->inodes, VS_LIMIT_INODES},
        {space->inodes_soft, VS_LIMIT_INODES_SOFT},
    };
    for (size_t i = 0; i < sizeof(NOT_HELD) / sizeof(NOT_HELD[0]); i++) {
        *ret_refused = NOT_HELD[i].field;
        if (NOT_HELD[i].number != VS_INFINITY)
            return -EOPNOTSUPP;
    }
    *ret_refused = VS_LIMIT_DISK_BYTES;
    cleanup_fd int dir = openat(guest->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return dir < 0 ? -errno : vs_subvolume_limit(dir, guest->root->project, space->disk_bytes);
}

static int get(const struct vs_space_guest *guest, struct vs_space *ret_space)
{
    struct vs_subvolume_use found;
    int r = vs_subvolume_use(guest->dir, guest->root->project, &found);
    if (r < 0)
        return r;
    *ret_space = VS_SPACE_UNLIMITED;
    ret_space->disk_bytes = found.limit_bytes;
    return 0;
}

static int use(const struct vs_space_guest *guest, struct vs_space_use *ret_use)
{
    struct vs_subvolume_use found;
    int r = vs_subvolume_use(guest->dir, guest->root->project, &found);
    if (r == 0)
        *ret_use = (struct vs_space_use){.bytes = found.used_bytes, .inodes = VS_KEEP};
    return r;
}

const struct vs_space_method vs_space_by_btrfs = {VS_ENFORCED_BTRFS, set, get, use};

/* Quota may have been turned on after the guest was made: then no group counts it. */
bool vs_space_has_group(const struct vs_space_guest *guest)
{
    struct vs_subvolume_use found;
    return guest->root->project && vs_subvolume_has_simple_quota(guest->dir) &&
           vs_subvolume_use(guest->dir, guest->root->project, &found) == 0;
}
