/*
 * Acting as the owner of a guest's user namespace, who has every capability in it; host root
 * without CAP_SYS_RESOURCE may not even read the resource limits of its processes. Source:
 * user_namespaces(7), prlimit(2).
 */
#pragma once
#include <sys/types.h>

struct vs_owner {
    uid_t euid, fsuid; /* to go back to */
};

/* The caller's own capabilities stay. 0 or -errno; leave is to be called in either case. */
int vs_owner_become(uid_t base, struct vs_owner *ret_before);
int vs_owner_leave(const struct vs_owner *before);
