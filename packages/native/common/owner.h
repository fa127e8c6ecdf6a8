/*
 * Acting as the owner of a guest's user namespace, who has every capability in it; host root
 * without CAP_SYS_RESOURCE may not even read the resource limits of its processes. Source:
 * user_namespaces(7), prlimit(2).
 */
#pragma once
#include <sys/types.h>

/* The caller's own capabilities stay. 0 or -errno. */
int vs_owner_become(uid_t base);
int vs_owner_leave(void);
