#include "watch.h"
#include "caps.h"
#include "cleanup.h"
#include "harden.h"
#include "helper-event.h"
#include "network-shared.h"
#include "network.h"
#include "notify.h"
#include "oom.h"
#include "pty-server.h"
#include "state.h"
#include "xid.h"
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define LINGER_MS 2000 /* for viewers to read the last words */
#define STEP_MS   50

#define STACK_USED (128u * 1024u) /* at the most; what execve(2) maps */
#define FRAME_ROOM 1024u          /* of the function that releases, and its call */

/* reboot(2) in a pid namespace ends its init by a signal. Source: pid_namespaces(7). */
static const char *exit_reason(int status)
{
    if (WIFEXITED(status))
        return WEXITSTATUS(status) == 0 ? "halt" : "failed";
    switch (WTERMSIG(status)) {
    case SIGHUP:
        return "reboot";
    case SIGINT:
        return "halt";
    case SIGKILL:
        return "killed";
    default:
        return "failed";
    }
}

void clear_away(struct guest *guest)
{
    (void)vs_cgroup_kill(&guest->layout.cgroup, guest->group);
    (void)vs_cgroup_remove(&guest->layout.cgroup, guest->group);
    leave_host_network(guest);
    end_network(guest);
    if (guest->console_path[0])
        (void)unlink(guest->console_path);
}

static bool brokers_calls(const struct guest *guest)
{
    return vs_ccaps_brokered(guest->request.bcaps, guest->request.ccaps) != 0;
}

/* The descriptor to wait for, or -1 when no call of the guest is answered. */
static int serve_calls(struct guest *guest, struct vs_notify *notify)
{
    const struct vs_notify_guest asking = {
        .bcaps = guest->request.bcaps,
        .ccaps = guest->request.ccaps,
        .base = guest->base,
        .pid = guest->pid,
        .quota_device = guest->quota_device,
        .host = &guest->layout.cgroup,
        .group = guest->group,
        .view = guest->view,
        .statfs = &guest->statfs,
    };
    if (guest->notify_fd < 0)
        return -1;
    vs_statfs_view_add_root(&guest->statfs, guest->root_fd);
    if (vs_notify_init(notify, guest->notify_fd, &asking) < 0) {
        vs_close_fd(&guest->notify_fd); /* refused is better than unanswered */
        return -1;
    }
    guest->notify_fd = -1;
    return vs_notify_fd(notify);
}

/*
 * What the start has used of the stack below this frame: an idle guest's supervisor only waits from
 * now on. The pages come back empty; those below the mapping are refused, which is fine.
 */
static __attribute__((noinline)) void release_stack(void)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0) - FRAME_ROOM;
    uintptr_t end = here & ~(uintptr_t)(sysconf(_SC_PAGESIZE) - 1);
    (void)madvise((void *)(end - STACK_USED), STACK_USED, MADV_DONTNEED);
}

static void serve_until_exit(struct guest *guest, struct pty_server *console)
{
    static struct vs_notify notify;
    struct oom_watch oom;
    oom_open(guest, &oom);
    struct pollfd polled[] = {
        {.fd = guest->pidfd, .events = POLLIN},
        {.fd = pty_server_epoll_fd(console), .events = POLLIN},
        {.fd = oom.fd, .events = oom.events},
        {.fd = serve_calls(guest, &notify), .events = POLLIN},
    };
    bool answers = polled[3].fd >= 0;
    release_stack();
    for (;;) {
        int ready = poll(polled, 4, network_watch_ms(guest));
        network_watch(guest);
        if (ready <= 0)
            continue;
        if (polled[2].revents && oom_seen(&oom))
            helper_tell(guest, HELPER_OOM);
        if (polled[3].revents && vs_notify_step(&notify) != 0)
            polled[3].fd = -1;
        /* A broken console must not end the guest: stop serving it. */
        if (polled[1].revents && pty_server_step(console) < 0)
            polled[1].fd = -1;
        if (polled[0].revents)
            break;
    }
    if (answers)
        vs_notify_close(&notify);
}

static void serve_last_words(struct pty_server *console, int status)
{
    struct pollfd polled = {.fd = pty_server_epoll_fd(console), .events = POLLIN};
    pty_server_exit(console, status);
    for (int ms = 0; ms < LINGER_MS && pty_server_viewers(console) > 0; ms += STEP_MS)
        if (poll(&polled, 1, STEP_MS) > 0 && pty_server_step(console) < 0)
            return;
}

static void tell_start(struct guest *guest)
{
    helper_tell(guest, HELPER_NETUP);
    helper_tell(guest, HELPER_STARTUP);
}

static void tell_end(struct guest *guest, const char *reason)
{
    if (!strcmp(reason, "reboot"))
        helper_tell(guest, HELPER_RESTART);
    if (!strcmp(reason, "halt"))
        helper_tell(guest, HELPER_HALT);
    helper_tell(guest, HELPER_SHUTDOWN);
    helper_tell(guest, HELPER_NETDOWN);
}

static unsigned what_it_does(const struct guest *guest)
{
    return (guest->host_netlink_fd >= 0 ? VS_WATCHER_LINK : 0) |
           (guest->notify_fd >= 0 ? VS_WATCHER_LOOKS : 0) |
           (guest->statfs.group[0] ? VS_WATCHER_STATFS : 0);
}

void watch(struct guest *guest)
{
    static struct pty_server console; /* large, and touched page by page only */
    int status = 0;
    int r = pty_server_init(&console, guest->master_fd, guest->listen_fd);
    (void)vs_fail(&guest->failure, "console-server", r);
    console.away_ms = 0; /* the boot console is nobody's own: the guest waits for no lost viewer */
    tell_start(guest);
    /* Those who broker calls enter the guest and mount for it; those who watch over its addresses
     * take them away at its end. */
    if (!brokers_calls(guest) && !has_shared_network(guest))
        (void)vs_fail(&guest->failure, "harden", vs_harden_watcher(what_it_does(guest)));
    if (r == 0)
        serve_until_exit(guest, &console);
    (void)waitpid(guest->pid, &status, __WALL);
    clear_away(guest);
    tell_end(guest, exit_reason(status));
    (void)state_write_exited(guest, exit_reason(status), status);
    release_xid(guest);
    vs_close_fd(&guest->run_fd); /* unlocks: the guest may start again while viewers still read */
    /*
     * The end of an overlay writes its whole upper file system to the disk, everybody's data with
     * it. Ours is the last hold on it, so that neither the guest's end nor its deletion waits for
     * that; the next start does, by the second lock. Source: overlayfs, ovl_sync_fs().
     */
    vs_close_fd(&guest->root_fd);
    vs_close_fd(&guest->root_lock_fd);
    if (r == 0) {
        serve_last_words(&console, status);
        pty_server_close(&console);
    }
}
