#include "limits.h"
#include "limit.h"
#include <errno.h>

static int read_back(const struct broker *broker, const char *name, struct answer *ret_answer)
{
    char group[VS_PATH_SIZE];
    int r = vs_layout_group(&broker->layout, name, group, sizeof(group));
    r = r < 0 ? r
              : vs_limit_get(&broker->layout.cgroup, group,
                             (struct vs_limit *)(void *)ret_answer->bytes);
    return vs_fail(&ret_answer->failure, "running", r == -ENOENT ? -ESRCH : r);
}

int limit_get(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_guest_name *guest = request;
    return read_back(broker, guest->name, ret_answer);
}

int limit_set(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_limit_request *set = request;
    char group[VS_PATH_SIZE];
    int r = read_back(broker, set->name, ret_answer); /* not running: said as such */
    if (r < 0)
        return r;
    r = vs_layout_group(&broker->layout, set->name, group, sizeof(group));
    r = r < 0 ? r : vs_limit_set(&broker->layout.cgroup, group, &set->limit, &ret_answer->failure);
    return r < 0 ? vs_fail(&ret_answer->failure, "limit", r)
                 : read_back(broker, set->name, ret_answer);
}
