/* Started by vs-broker for each guest: starts it, stays as the parent of its pid 1, tells how it
 * ended. */
#include "builder.h"
#include "cleanup.h"
#include "guest.h"
#include "helper-event.h"
#include "idmap.h"
#include "kernel.h"
#include "prepare.h"
#include "process.h"
#include "socket.h"
#include "state.h"
#include "urgency.h"
#include "watch.h"
#include <signal.h>
#include <string.h>
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

static int read_spec(struct guest *guest)
{
    int r = vs_spec_read(&guest->request, sizeof(guest->request), &guest->layout);
    if (r < 0)
        return r;
    guest->base = vs_idmap_base(guest->request.xid);
    guest->started_at = now_ms();
    r = vs_process_start(getpid(), &guest->supervisor_start);
    return r < 0 ? r
                 : vs_layout_group(&guest->layout, guest->request.name, guest->group,
                                   sizeof(guest->group));
}

/* Success is the end of the stream: exec closed the socket. The listener may come before. */
static int wait_for_exec(struct guest *guest)
{
    for (;;) {
        struct vs_failure failure;
        cleanup_fd int fd = -1;
        ssize_t n = vs_socket_receive(guest->sync_fd, &failure, sizeof(failure), &fd);
        if (n <= 0)
            return (int)n;
        if (n != sizeof(failure) || failure.error)
            return vs_fail(&guest->failure, failure.stage,
                           n == sizeof(failure) ? failure.error : -EPROTO);
        guest->notify_fd = vs_steal_fd(&fd);
    }
}

static int note_running(struct guest *guest)
{
    int r = vs_process_start(guest->pid, &guest->pid_start);
    return r < 0 ? r : state_write_running(guest);
}

static const struct stage START[] = {
    {"spec", read_spec},
    {"prepare", prepare},
    {"builder", run_builder},
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
    if (guest->pid > 0)
        (void)kill(guest->pid, SIGKILL);
    while (waitpid(-1, NULL, __WALL) > 0)
        ;
    if (!guest->owned)
        return;
    clear_away(guest);
    helper_undo(guest);
    (void)state_write_exited(guest, "failed", 0);
    vs_close_fd(&guest->run_fd); /* unlocks before the failure is told */
}

static void close_tools(struct guest *guest)
{
    int *const fds[] = {&guest->storage_fd, &guest->view_fd,       &guest->template_fd,
                        &guest->cgroup_fd,  &guest->init_fd,       &guest->sync_fd,
                        &guest->userns_fd,  &guest->network_pidfd, &guest->ipc_pidfd};
    for (int i = 0; i < VS_MOUNTS_MAX; i++)
        vs_close_fd(&guest->share_fds[i]);
    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
        vs_close_fd(fds[i]);
}

int main(void)
{
    static struct guest guest;
    int *const fds[] = {&guest.run_fd,    &guest.storage_fd, &guest.view_fd,   &guest.template_fd,
                        &guest.cgroup_fd, &guest.init_fd,    &guest.listen_fd, &guest.sync_fd,
                        &guest.child_fd,  &guest.userns_fd,  &guest.root_fd,   &guest.proc_fd,
                        &guest.master_fd, &guest.slave_fd,   &guest.pidfd,     &guest.network_pidfd,
                        &guest.ipc_pidfd, &guest.notify_fd,  &guest.helper_fd, &guest.events_fd};
    for (int i = 0; i < VS_MOUNTS_MAX; i++)
        guest.share_fds[i] = -1;
    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
        *fds[i] = -1;
    if (!vs_spec_is_given("vs-supervisor"))
        return 2;
    isolate_self();
    if (run_stages(&guest, START, sizeof(START) / sizeof(START[0])) < 0) {
        give_up(&guest);
        report(&guest);
        return 1;
    }
    report(&guest);
    (void)waitpid(guest.builder, NULL, __WALL);
    vs_set_urgent(false); /* from now on it only relays what the guest prints */
    close_tools(&guest);
    watch(&guest);
    return 0;
}
