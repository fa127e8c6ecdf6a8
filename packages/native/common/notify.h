/*
 * Answers the system calls of a guest that its context capabilities name (seccomp_unotify(2)): the
 * supervisor for pid 1 and what it starts, vs-console for the program it entered with.
 *
 * Each act is done by a child, in the guest's cgroups and on the guest's account, so that the
 * server never waits for a guest: it has a deadline, there are few at once, and a guest that asks
 * faster than the bucket fills waits. Arguments are copied once and judged in the copy
 * (notify-decode.h); a call is never let through to the kernel, which would read them again.
 *
 * Use: wait for vs_notify_fd() to be readable, call vs_notify_step(), until it says that nobody is
 * left who could ask.
 */
#pragma once
#include "cgroup.h"
#include "notify-look.h"
#include <stdbool.h>
#include <sys/types.h>

#define VS_NOTIFY_CHILDREN    4
#define VS_NOTIFY_DEADLINE_MS 5000
#define VS_NOTIFY_BURST       500
#define VS_NOTIFY_PER_SECOND  100

/* Whose calls they are. */
struct vs_notify_guest {
    uint64_t bcaps, ccaps;
    uint32_t base;      /* first id of its range on the host */
    pid_t pid;          /* its pid 1 */
    dev_t quota_device; /* block device of the file system that counts its quotas; 0: none */
    const struct vs_cgroup_host *host;
    const char *group;
    const char *view; /* its directory in vs-proc; "": it sees the host's figures */
    const struct vs_statfs_view *statfs;
};

struct vs_notify_child {
    int pidfd; /* -1: free */
    pid_t pid;
    uint64_t id;         /* of the call */
    int64_t deadline_ms; /* 0: it is being killed */
};

struct vs_notify {
    struct vs_notify_guest guest;
    int listener_fd; /* owned from init on, -1 once closed */
    int epoll_fd, timer_fd;
    bool is_listening; /* as registered with epoll */
    int64_t tokens_milli, filled_ms;
    struct vs_notify_child children[VS_NOTIFY_CHILDREN];
    struct vs_looker looker; /* while it runs, it alone listens */
};

#define VS_NOTIFY_OVER 1 /* every process that could ask has ended */

/* Takes over the listener. 0 or -errno; on failure it stays the caller's. */
int vs_notify_init(struct vs_notify *notify, int listener_fd, const struct vs_notify_guest *guest);
int vs_notify_fd(const struct vs_notify *notify);
/* Does what is due, without waiting. 0, VS_NOTIFY_OVER, or -errno when epoll itself failed. */
int vs_notify_step(struct vs_notify *notify);
/* Ends what is being done; calls that wait get ENOSYS from the kernel. */
void vs_notify_close(struct vs_notify *notify);
