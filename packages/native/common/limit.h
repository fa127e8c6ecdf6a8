/* Every limit of a guest: set, read back and counted in the kernel. */
#pragma once
#include "cgroup.h"
#include "failure.h"
#include "space.h"
#include <sys/types.h>

struct vs_layout_record;

/* Whose limits. */
struct vs_limit_target {
    const struct vs_cgroup_host *host;
    const char *group;
    const char *storage;                /* a path on the disk that is limited */
    const struct vs_space_guest *space; /* whose files; NULL: none, which has no limits of space */
    const struct vs_layout_record *layout; /* NULL: it has no network that is limited */
    const char *name;                      /* of the guest, with the layout */
    uid_t base;                            /* owner of the guest's user namespace */
    pid_t pid;                             /* pid 1; 0 while there is none */
    int pidfd;
};

/*
 * Sets what is not VS_KEEP on a running guest. All or nothing: when the kernel refuses one, the
 * earlier ones are set back. The stage is the limit's name. EBUSY: the guest uses more than the new
 * ceiling and cannot be made smaller; EOPNOTSUPP: this host cannot enforce it; EPERM: raising it
 * needs CAP_SYS_RESOURCE. Moves the caller, a child made for this, to the guest's IPC namespace.
 */
int vs_limit_set(const struct vs_limit_target *target, const struct vs_limit *limit,
                 struct vs_failure *ret_failure);
/* As the kernel reports it; moves the caller likewise. */
int vs_limit_get(const struct vs_limit_target *target, struct vs_limit *ret_limit);

/* The parts of a start, on fresh groups and namespaces; nothing is undone. */
/* In the cgroups, before anything runs in them. */
int vs_limit_start_groups(const struct vs_limit_target *target, const struct vs_limit *limit,
                          struct vs_failure *ret_failure);
/* In the caller, for its children to inherit. */
int vs_limit_start_attributes(const struct vs_limit *limit, struct vs_failure *ret_failure);
/* The nice value, in a process that was urgent so far; later than the rest. */
int vs_limit_start_nice(const struct vs_limit *limit);
/* In the caller's IPC namespace, which belongs to the target's base. */
int vs_limit_start_ipc(const struct vs_limit_target *target, const struct vs_limit *limit,
                       struct vs_failure *ret_failure);

/* Of its link, when that is there and bound (packet.h). */
int vs_limit_start_network(const struct vs_limit_target *target, const struct vs_limit *limit,
                           struct vs_failure *ret_failure);

/*
 * Of the guest's files, whatever they were before: unlike the others these outlive the guest's end.
 */
int vs_limit_start_space(const struct vs_limit_target *target, const struct vs_limit *limit,
                         struct vs_failure *ret_failure);

/*
 * What a process that enters the guest must take on, as pid 1 has it; a resource limit above the
 * caller's own is told as VS_INFINITY, so that the caller's own stays.
 */
int vs_limit_get_attributes(const struct vs_limit_target *target, struct vs_limit *ret_limit);

/* Bits of limits_missing; storage as above. Loads a program into the kernel and drops it again. */
uint64_t vs_limit_missing(const struct vs_cgroup_host *host, const char *parent,
                          const char *storage);
/* What the guest uses, may use and was refused; moves the caller likewise. */
int vs_limit_use(const struct vs_limit_target *target, struct vs_limit_use_reply *ret_use);
