/*
 * Bytes and inodes of a guest's own files. They stay in the file system when the guest ends, so a
 * start sets them whatever they were, see vs_limit_start_space().
 */
#include "limit-step.h"
#include "space.h"
#include <errno.h>

static struct vs_space space_of(const struct vs_limit *limit)
{
    return (struct vs_space){.disk_bytes = limit->disk_bytes,
                             .disk_soft_bytes = limit->disk_soft_bytes,
                             .inodes = limit->inodes,
                             .inodes_soft = limit->inodes_soft};
}

static int set(const struct vs_limit_target *target, struct vs_limit_change *change)
{
    const struct vs_space space = space_of(change->to);
    return target->space ? vs_space_set(target->space, &space, &change->refused) : -EOPNOTSUPP;
}

static int get(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    struct vs_space space = VS_SPACE_UNLIMITED;
    int r = target->space ? vs_space_get(target->space, &space) : 0;
    if (r < 0)
        return r;
    ret_limit->disk_bytes = space.disk_bytes;
    ret_limit->disk_soft_bytes = space.disk_soft_bytes;
    ret_limit->inodes = space.inodes;
    ret_limit->inodes_soft = space.inodes_soft;
    return 0;
}

const struct vs_limit_step vs_step_space = {
    VS_FIELD(VS_LIMIT_DISK_BYTES) | VS_FIELD(VS_LIMIT_DISK_SOFT_BYTES) | VS_FIELD(VS_LIMIT_INODES) |
        VS_FIELD(VS_LIMIT_INODES_SOFT),
    set, get};

int vs_limit_start_space(const struct vs_limit_target *target, const struct vs_limit *limit,
                         struct vs_failure *ret_failure)
{
    const struct vs_space wanted = space_of(limit);
    struct vs_space now;
    enum vs_limit_field refused = VS_LIMIT_DISK_BYTES;
    int r = vs_space_get(target->space, &now);
    if (r == 0 && memcmp(&now, &wanted, sizeof(now)) != 0)
        r = vs_space_set(target->space, &wanted, &refused);
    /* A quota that was turned off must not keep every guest of the host down: then the limit reads
     * back as none, and nothing says that it holds. */
    return vs_fail(ret_failure, vs_limit_name(refused), r == -EOPNOTSUPP ? 0 : r);
}
