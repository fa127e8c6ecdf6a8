#include "spaces.h"
#include "cleanup.h"
#include "guest-state.h"
#include "kernel.h"
#include <sched.h>

static int open_running(const struct guest *guest, const char *name, int *ret_pidfd)
{
    char path[320];
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    int r = vs_layout_run(&guest->layout, "guests", name, "", path, sizeof(path));
    if (r < 0)
        return r;
    cleanup_fd int run = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (run < 0)
        return errno == ENOENT ? -ESRCH : -errno;
    r = vs_guest_open(run, &state, &pidfd);
    if (r < 0)
        return r;
    if (!state.running)
        return -ESRCH; /* it may not have its namespaces yet */
    *ret_pidfd = vs_steal_fd(&pidfd);
    return 0;
}

static int find(struct guest *guest, const char *name, const char *stage, int *ret_pidfd)
{
    if (!name[0])
        return 0;
    return vs_fail(&guest->failure, stage, open_running(guest, name, ret_pidfd));
}

int find_spaces(struct guest *guest)
{
    const struct vs_guest_start *request = &guest->request;
    int r = find(guest, request->share_network, "share-network", &guest->network_pidfd);
    return r < 0 ? r : find(guest, request->share_ipc, "share-ipc", &guest->ipc_pidfd);
}

/*
 * By the host's privilege: P1, in a user namespace of its own, may not enter what belongs to
 * another guest's, and for the same reason has no rights over it: its ids are the "others" of
 * System V objects there, and POSIX queues it cannot make (EOVERFLOW, as fs/namei.c, may_create
 * says). A pidfd names the very process that was found; when it has ended, ESRCH. Source: setns(2),
 * pidfd since 5.8.
 */
static int join(struct guest *guest, int pidfd, int space, const char *stage)
{
    int r = pidfd < 0 || setns(pidfd, space) == 0 ? 0 : -errno;
    return vs_fail(&guest->failure, stage, r);
}

int join_spaces(struct guest *guest)
{
    int r = join(guest, guest->network_pidfd, CLONE_NEWNET, "share-network");
    return r < 0 ? r : join(guest, guest->ipc_pidfd, CLONE_NEWIPC, "share-ipc");
}
