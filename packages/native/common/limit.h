/* A guest's limits in its cgroup. */
#pragma once
#include "cgroup.h"
#include "failure.h"

/*
 * Sets what is not VS_KEEP. All or nothing: when the kernel refuses one, the earlier ones are set
 * back. EBUSY at stage "memory": the guest uses more than the new ceiling and cannot be made
 * smaller.
 */
int vs_limit_set(const struct vs_cgroup_host *host, const char *group, const struct vs_limit *limit,
                 struct vs_failure *ret_failure);
/* As the kernel reports it. */
int vs_limit_get(const struct vs_cgroup_host *host, const char *group, struct vs_limit *ret_limit);
