/*
 * Guest cgroups on pure v2 and on hybrid hosts (v1 controllers beside a cgroup2 mount).
 *
 * A group is a path below every mount, e.g. "vserver/web1". On v1 its processes sit right in it. On
 * cgroup2 they sit in its child "guest", which belongs to the guest; limits stay on the parent.
 */
#pragma once
#include "protocol.h"
#include <stdbool.h>
#include <sys/types.h>

#define VS_CGROUP_V1_MAX 5

enum vs_controller {
    VS_CONTROLLER_CPU = 1,
    VS_CONTROLLER_CPUACCT = 2,
    VS_CONTROLLER_MEMORY = 4,
    VS_CONTROLLER_PIDS = 8,
    VS_CONTROLLER_FREEZER = 16,
};

struct vs_cgroup_v1 {
    char mount[VS_PATH_SIZE];
    uint32_t controllers; /* VS_CONTROLLER_*, several when mounted together */
};

/*
 * Controllers a host may lack. A guest gets a group of theirs only when a limit needs it: on v1
 * each further hierarchy costs a start some 50 microseconds.
 */
enum vs_optional { VS_OPTIONAL_CPUSET, VS_OPTIONAL_IO, VS_OPTIONAL_COUNT };

/* What the host has; found once by the broker and handed to the programs it starts. */
struct vs_cgroup_host {
    uint32_t mode; /* enum vs_cgroup_mode */
    uint32_t v1_count;
    char unified[VS_PATH_SIZE]; /* mount point of cgroup2 */
    struct vs_cgroup_v1 v1[VS_CGROUP_V1_MAX];
    char optional[VS_OPTIONAL_COUNT][VS_PATH_SIZE]; /* v1 mount; "" = look in cgroup2 */
};

/* All return 0 or -errno. */
int vs_cgroup_detect(struct vs_cgroup_host *ret_host);
/*
 * Makes the parent of all guests and, on v2, hands controllers down to it and through it. While the
 * parent hands them down the kernel refuses to take them from it (cgroup-v2.rst, "Enabling and
 * Disabling"), so that systemd, which tidies the root, leaves running guests their limits.
 */
int vs_cgroup_prepare(const struct vs_cgroup_host *host, const char *parent);
/* On v2: one more controller, e.g. "+io", for the groups in the parent. */
int vs_cgroup_hand_down(const struct vs_cgroup_host *host, const char *parent, const char *word);
/* Makes the group in every hierarchy; existing directories are fine. */
int vs_cgroup_create(const struct vs_cgroup_host *host, const char *group);
/* Its halves, for who can do them at the same time. */
int vs_cgroup_create_v1(const struct vs_cgroup_host *host, const char *group);
int vs_cgroup_create_v2(const struct vs_cgroup_host *host, const char *group);
/* Makes the delegated child, owned by uid; *ret_fd is for CLONE_INTO_CGROUP. */
int vs_cgroup_delegate(const struct vs_cgroup_host *host, const char *group, uid_t uid,
                       int *ret_fd);
/* Opens GROUP/sub in cgroup2, e.g. sub = "guest/init.scope". */
int vs_cgroup_open(const struct vs_cgroup_host *host, const char *group, const char *sub,
                   int *ret_fd);
/*
 * Moves the calling, single-threaded process into the v1 groups. "0" in `tasks` skips the grace
 * period that `cgroup.procs` costs. Nothing to do on v2: use CLONE_INTO_CGROUP.
 */
int vs_cgroup_attach_self(const struct vs_cgroup_host *host, const char *group);
/* Stops every process of the guest where it is and waits until all stand still; ETIMEDOUT when one
 * does not, and then all go on. */
int vs_cgroup_freeze(const struct vs_cgroup_host *host, const char *group);
int vs_cgroup_thaw(const struct vs_cgroup_host *host, const char *group);
/* 1: it was frozen by vs_cgroup_freeze; 0: it was not. */
int vs_cgroup_is_frozen(const struct vs_cgroup_host *host, const char *group);
/* SIGKILL for every process below the group. */
int vs_cgroup_kill(const struct vs_cgroup_host *host, const char *group);
/* Removes the group with everything below; retries for a second while processes leave. */
int vs_cgroup_remove(const struct vs_cgroup_host *host, const char *group);
/* Whether the host has the controller at all; *ret_v2: in cgroup2. */
bool vs_cgroup_has_optional(const struct vs_cgroup_host *host, enum vs_optional which,
                            bool *ret_v2);
/* The group's directory of it; ENOENT when the guest has none yet, EOPNOTSUPP without controller.
 */
int vs_cgroup_open_optional(const struct vs_cgroup_host *host, enum vs_optional which,
                            const char *group, int *ret_fd);
/* Makes it first, and moves there what already runs in the guest. */
int vs_cgroup_make_optional(const struct vs_cgroup_host *host, enum vs_optional which,
                            const char *group, int *ret_fd);

/*
 * Visits each thread of the group and of those below it. visit returns 1 when it changed something,
 * 0 or -errno; ESRCH (it has ended) is ignored. Returns how many were changed, or -errno.
 */
typedef int (*vs_thread_visit)(pid_t thread, void *argument);
int vs_cgroup_each_thread(const struct vs_cgroup_host *host, const char *group,
                          vs_thread_visit visit, void *argument);
/* Again and again, until nothing new is found: a fork may copy what is being changed. */
int vs_cgroup_settle(const struct vs_cgroup_host *host, const char *group, vs_thread_visit visit,
                     void *argument);
/* Directory of the group in the hierarchy of a controller (v1) or in cgroup2. */
int vs_cgroup_path(const struct vs_cgroup_host *host, enum vs_controller controller,
                   const char *group, char *ret_path, size_t size);
