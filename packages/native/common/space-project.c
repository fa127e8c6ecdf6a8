/*
 * Space by project quota of ext4 and xfs: limits, use and the guest's own df come from the kernel.
 * The soft limits are the kernel's as well: who is above one for longer than the file system's
 * grace time (7 days unless the admin sets another) is stopped as by the hard one, and df shows the
 * soft limit as the size. Source: quotactl(2); ext4_statfs_project(), xfs_qm_statvfs().
 */
#include "cleanup.h"
#include "disk-quota.h"
#include "kernel.h"
#include "project.h"
#include "space.h"

/* In quota 0 means no limit. */
static uint64_t to_quota(uint64_t limit)
{
    return limit == VS_INFINITY ? 0 : limit;
}

static uint64_t from_quota(uint64_t limit)
{
    return limit == 0 ? VS_INFINITY : limit;
}

static int set(const struct vs_space_guest *guest, const struct vs_space *space,
               enum vs_limit_field *ret_refused)
{
    const struct vs_quota quota = {.soft_bytes = to_quota(space->disk_soft_bytes),
                                   .hard_bytes = to_quota(space->disk_bytes),
                                   .soft_inodes = to_quota(space->inodes_soft),
                                   .hard_inodes = to_quota(space->inodes)};
    *ret_refused = VS_LIMIT_DISK_SOFT_BYTES;
    if (space->disk_soft_bytes != VS_INFINITY && space->disk_soft_bytes > space->disk_bytes)
        return -EINVAL;
    *ret_refused = VS_LIMIT_INODES_SOFT;
    if (space->inodes_soft != VS_INFINITY && space->inodes_soft > space->inodes)
        return -EINVAL;
    *ret_refused = VS_LIMIT_DISK_BYTES;
    return vs_quota_set(guest->dir, guest->root->project, &quota);
}

static int get(const struct vs_space_guest *guest, struct vs_space *ret_space)
{
    struct vs_quota quota;
    int r = vs_quota_get(guest->dir, guest->root->project, &quota);
    if (r == 0)
        *ret_space = (struct vs_space){.disk_bytes = from_quota(quota.hard_bytes),
                                       .disk_soft_bytes = from_quota(quota.soft_bytes),
                                       .inodes = from_quota(quota.hard_inodes),
                                       .inodes_soft = from_quota(quota.soft_inodes)};
    return r;
}

static int use(const struct vs_space_guest *guest, struct vs_space_use *ret_use)
{
    struct vs_quota quota;
    int r = vs_quota_get(guest->dir, guest->root->project, &quota);
    if (r == 0)
        *ret_use = (struct vs_space_use){.bytes = quota.use_bytes, .inodes = quota.use_inodes};
    return r;
}

const struct vs_space_method vs_space_by_project = {VS_ENFORCED_PROJECT, set, get, use};

/*
 * Quota may have been turned on after the guest was made: then its files do not have the number,
 * and a limit would hold nothing.
 */
bool vs_space_has_project(const struct vs_space_guest *guest)
{
    struct vs_quota_state state;
    uint32_t project;
    int inherits;
    if (guest->root->project == 0 || vs_quota_state(guest->dir, &state) < 0 || !state.enforces)
        return false;
    cleanup_fd int data =
        openat(guest->dir, "data", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return data >= 0 && vs_project_get(data, &project, &inherits) == 0 && inherits &&
           project == guest->root->project;
}
