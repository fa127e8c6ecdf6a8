/* Started by vs-broker for each guest: starts it, stays as the parent of its pid 1, tells how it
 * ended. */
#include "builder.h"
#include "cleanup.h"
#include "guest.h"
#include "helper-event.h"
#include "idmap.h"
#include "kernel.h"
#include "latch.h"
#include "network.h"
#include "prepare.h"
#include "process.h"
#include "socket.h"
#include "state.h"
#include "urgency.h"
#include "watch.h"
#include "xid.h"
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* The broker's log is not ours to keep open. */
static void let_go_of_stdio(void)
{
    cleanup_fd int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; null >= 0 && fd <= 2; fd++)
        (void)dup2(null, fd);
}

static void isolate_self(void)
{
    static const int IGNORED[] = {SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGQUIT};
    vs_set_urgent(true);
    (void)setsid();
    let_go_of_stdio();
    (void)close_range(VS_FD_REPORT + 1, ~0u, 0);
    (void)umask(022);
    (void)chdir("/");
    for (size_t i = 0; i < sizeof(IGNORED) / sizeof(IGNORED[0]); i++)
        (void)signal(IGNORED[i], SIG_IGN);
}

static int know_guest(struct guest *guest)
{
    guest->base = vs_idmap_base(guest->request.xid);
    guest->started_at = now_ms();
    return vs_layout_group(&guest->layout, guest->request.name, guest->group, sizeof(guest->group));
}

static int make_sync(struct guest *guest)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return -errno;
    guest->sync_fd = ends[0];
    guest->child_fd = ends[1];
    return fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
}

static int read_spec(struct guest *guest)
{
    if (guest->is_parked)
        return vs_spec_read(NULL, 0, &guest->layout);
    return vs_spec_read(&guest->request, sizeof(guest->request), &guest->layout);
}

static int note_self(struct guest *guest)
{
    return vs_process_start(getpid(), &guest->supervisor_start);
}

/* B has the guest's name as well: both are one memory. */
static int let_builder_begin(struct guest *guest)
{
    latch_set(&guest->begin, LATCH_OPEN);
    return 0;
}

static int let_init_go(struct guest *guest)
{
    latch_set(&guest->prepared, LATCH_OPEN);
    return 0;
}

/* 0 when P1 executed its program, which closed the socket; else its failure, or EAGAIN. */
static int read_verdict(struct guest *guest)
{
    for (;;) {
        struct vs_failure failure;
        cleanup_fd int fd = -1;
        ssize_t n = vs_socket_receive(guest->sync_fd, &failure, sizeof(failure), &fd);
        if (n == -ECONNRESET)
            continue; /* told once, before the messages: P1 left some unread */
        if (n == 0)
            return guest->tree_ready ? 0 : -ECHILD;
        if (n < 0)
            return (int)n;
        if (n != sizeof(failure) || failure.error)
            return vs_fail(&guest->failure, failure.stage,
                           n == sizeof(failure) ? failure.error : -EPROTO);
        guest->notify_fd = vs_steal_fd(&fd); /* of the filter; P1 goes on */
    }
}

/* When P1 gave up, what B ran into afterwards is only a consequence. */
static int builder_failure(struct guest *guest)
{
    if (guest->built.error == -ECHILD || guest->built.error == -ECANCELED) {
        int r = read_verdict(guest);
        if (r < 0 && r != -EAGAIN)
            return r;
    }
    if (guest->built.error)
        return vs_fail(&guest->failure, guest->built.stage, guest->built.error);
    return vs_fail(&guest->failure, "builder", -ECANCELED); /* killed from outside */
}

static int wait_for_exec(struct guest *guest)
{
    struct pollfd polled[] = {
        {.fd = guest->sync_fd, .events = POLLIN},
        {.fd = guest->builder_pidfd, .events = POLLIN},
    };
    for (;;) {
        if (poll(polled, 2, -1) < 0 && errno != EINTR)
            return -errno;
        int r = polled[0].revents ? read_verdict(guest) : -EAGAIN;
        if (r != -EAGAIN)
            return r;
        if (polled[1].revents && !guest->tree_ready)
            return builder_failure(guest);
        if (polled[1].revents)
            polled[1].fd = -1;
    }
}

static int note_running(struct guest *guest)
{
    int r = vs_process_start(guest->pid, &guest->pid_start);
    return r < 0 ? r : state_write_running(guest);
}

/* Before the guest is known. */
static const struct stage SET_UP[] = {
    {"spec", read_spec},        {"supervisor", note_self},
    {"sync", make_sync},        {"network", open_network_ahead},
    {"builder", start_builder},
};

static const struct stage START[] = {
    {"spec", know_guest},
    {"prepare", prepare},
    {"builder", let_builder_begin},
    {"complete", complete},
    {"builder", let_init_go},
    {"init-start", wait_for_exec},
    {"state-running", note_running},
};

static void report(const struct guest *guest)
{
    struct vs_guest_reply reply = {
        .pid = guest->pid,
        .supervisor_pid = getpid(),
        .pid_start = guest->pid_start,
        .supervisor_start = guest->supervisor_start,
        .started_at = guest->started_at,
    };
    struct iovec parts[] = {
        {.iov_base = (void *)&guest->failure, .iov_len = sizeof(guest->failure)},
        {.iov_base = &reply, .iov_len = sizeof(reply)},
    };
    bool ok = guest->failure.error == 0;
    /* The broker may be gone; the guest lives on and is found by its state. */
    (void)vs_socket_send(VS_FD_REPORT, parts, ok ? 2 : 1, ok ? guest->pidfd : -1);
    (void)close(VS_FD_REPORT);
}

static void give_up(struct guest *guest)
{
    if (guest->builder > 0)
        (void)kill(guest->builder, SIGKILL);
    /* P1 sees the end of the stream, also when B had no time to say that there is one. */
    vs_close_fd(&guest->sync_fd);
    vs_close_fd(&guest->child_fd);
    if (guest->pid > 0)
        (void)kill(guest->pid, SIGKILL);
    while (waitpid(-1, NULL, __WALL) > 0)
        ;
    vs_close_fd(&guest->root_fd);
    if (!guest->owned)
        return;
    clear_away(guest);
    helper_undo(guest);
    (void)state_write_exited(guest, "failed", 0);
    release_xid(guest);
    vs_close_fd(&guest->run_fd); /* unlocks before the failure is told */
}

static void close_tools(struct guest *guest)
{
    int *const fds[] = {&guest->storage_fd,  &guest->data_fd,       &guest->view_fd,
                        &guest->template_fd, &guest->cgroup_fd,     &guest->init_fd,
                        &guest->sync_fd,     &guest->userns_fd,     &guest->network_pidfd,
                        &guest->ipc_pidfd,   &guest->builder_pidfd, &guest->room_fd,
                        &guest->own_proc_fd, &guest->pool_fd,       &guest->cover_fd,
                        &guest->raw_fd,      &guest->quota_fd,      &guest->host_network_fd};
    for (int i = 0; i < VS_MOUNTS_MAX; i++)
        vs_close_fd(&guest->share_fds[i]);
    close_network_tools(guest);
    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
        vs_close_fd(fds[i]);
}

static void mark_closed(struct guest *guest)
{
    int *const fds[] = {
        &guest->run_fd,        &guest->xid_fd,          &guest->storage_fd,
        &guest->view_fd,       &guest->template_fd,     &guest->cgroup_fd,
        &guest->init_fd,       &guest->listen_fd,       &guest->sync_fd,
        &guest->child_fd,      &guest->userns_fd,       &guest->root_fd,
        &guest->proc_fd,       &guest->master_fd,       &guest->slave_fd,
        &guest->root_lock_fd,  &guest->sysfs_fd,        &guest->pidfd,
        &guest->builder_pidfd, &guest->network_pidfd,   &guest->ipc_pidfd,
        &guest->notify_fd,     &guest->helper_fd,       &guest->events.fd,
        &guest->room_fd,       &guest->own_proc_fd,     &guest->pool_fd,
        &guest->cover_fd,      &guest->raw_fd,          &guest->data_fd,
        &guest->quota_fd,      &guest->host_netlink_fd, &guest->guest_netlink_fd,
        &guest->ahead_netlink_fd,
    };
    for (int i = 0; i < VS_MOUNTS_MAX; i++)
        guest->share_fds[i] = -1;
    memset(&guest->network_links, -1, sizeof(guest->network_links));
    memset(&guest->network_sync, -1, sizeof(guest->network_sync));
    guest->packet_store = (struct vs_packet_store)VS_PACKET_STORE_CLOSED;
    vs_shared_init(&guest->shared_objects);
    guest->host_network_fd = -1;
    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
        *fds[i] = -1;
    for (int i = 0; i < API_MOUNTS_MAX; i++)
        guest->api_fds[i] = -1;
    for (int i = 0; i < VIRTUAL_MOUNTS_MAX; i++)
        guest->virtual_fds[i] = -1;
}

/* Ends when the broker went away or needs it no longer; B ends with us. */
static int wait_for_request(struct guest *guest)
{
    struct pollfd polled[] = {
        {.fd = VS_FD_REPORT, .events = POLLIN},
        {.fd = guest->builder_pidfd, .events = POLLIN},
    };
    if (poll(polled, 2, -1) < 0)
        return -errno;
    if (polled[1].revents)
        return builder_failure(guest);
    if (recv(VS_FD_REPORT, &guest->request, sizeof(guest->request), 0) != sizeof(guest->request))
        _exit(0);
    /* B may still be at what it makes ahead. */
    (void)setpriority(PRIO_PROCESS, (id_t)guest->builder, VS_NICE_URGENT);
    return 0;
}

static bool start(struct guest *guest)
{
    if (run_stages(guest, SET_UP, sizeof(SET_UP) / sizeof(SET_UP[0]), &guest->failure) < 0)
        return false;
    if (guest->is_parked && wait_for_request(guest) < 0)
        return false;
    return run_stages(guest, START, sizeof(START) / sizeof(START[0]), &guest->failure) == 0;
}

int main(void)
{
    if (!vs_spec_is_given("vs-supervisor"))
        return 2;
    isolate_self();
    struct guest *guest =
        mmap(NULL, sizeof(*guest), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (guest == MAP_FAILED)
        return 1;
    mark_closed(guest);
    guest->is_parked = vs_spec_is_empty();
    if (!start(guest)) {
        give_up(guest);
        report(guest);
        return 1;
    }
    report(guest);
    (void)waitpid(guest->builder, NULL, __WALL);
    vs_set_urgent(false); /* from now on it only relays what the guest prints */
    close_tools(guest);
    watch(guest);
    return 0;
}
