#include "space.h"
#include "cleanup.h"
#include <string.h>

const struct vs_space_method *vs_space_method(const struct vs_space_guest *guest)
{
    if (guest->root->backend == VS_BACKEND_IMAGE)
        return &vs_space_by_image;
    if (vs_space_has_group(guest))
        return &vs_space_by_btrfs;
    return vs_space_has_project(guest) ? &vs_space_by_project : NULL;
}

enum vs_enforcement vs_space_enforcement(const struct vs_space_guest *guest)
{
    const struct vs_space_method *method = vs_space_method(guest);
    return method ? method->enforcement : VS_ENFORCED_NOT;
}

/* The first number that is a limit. */
static bool is_limited(const struct vs_space *space, enum vs_limit_field *ret_field)
{
    const uint64_t numbers[] = {space->disk_bytes, space->disk_soft_bytes, space->inodes,
                                space->inodes_soft};
    for (int i = 0; i < 4; i++)
        if (numbers[i] != VS_INFINITY) {
            *ret_field = (enum vs_limit_field)(VS_LIMIT_DISK_BYTES + i);
            return true;
        }
    return false;
}

int vs_space_set(const struct vs_space_guest *guest, const struct vs_space *space,
                 enum vs_limit_field *ret_refused)
{
    const struct vs_space_method *method = vs_space_method(guest);
    if (method)
        return method->set(guest, space, ret_refused);
    return is_limited(space, ret_refused) ? -EOPNOTSUPP : 0;
}

int vs_space_get(const struct vs_space_guest *guest, struct vs_space *ret_space)
{
    const struct vs_space_method *method = vs_space_method(guest);
    if (method)
        return method->get(guest, ret_space);
    *ret_space = VS_SPACE_UNLIMITED;
    return 0;
}

int vs_space_use(const struct vs_space_guest *guest, struct vs_space_use *ret_use)
{
    const struct vs_space_method *method = vs_space_method(guest);
    return method ? method->use(guest, ret_use) : -EOPNOTSUPP;
}
