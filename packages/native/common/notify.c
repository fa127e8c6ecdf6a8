#include "notify.h"
#include "cleanup.h"
#include "kernel.h"
#include "notify-act.h"
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>

#define TOKEN_MILLI 1000
#define LISTENER_FD 3 /* in a child */

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Needless when the child has answered or the caller is gone: ENOENT. */
static void refuse(const struct vs_notify *notify, uint64_t id, int error)
{
    struct seccomp_notif_resp answer = {.id = id, .error = error};
    (void)ioctl(notify->listener_fd, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

static struct vs_notify_child *free_child(struct vs_notify *notify)
{
    for (int i = 0; i < VS_NOTIFY_CHILDREN; i++)
        if (notify->children[i].pidfd < 0)
            return &notify->children[i];
    return NULL;
}

static void fill_bucket(struct vs_notify *notify)
{
    int64_t now = now_ms();
    notify->tokens_milli += (now - notify->filled_ms) * VS_NOTIFY_PER_SECOND;
    if (notify->tokens_milli > (int64_t)VS_NOTIFY_BURST * TOKEN_MILLI)
        notify->tokens_milli = (int64_t)VS_NOTIFY_BURST * TOKEN_MILLI;
    notify->filled_ms = now;
}

static int watch_fd(const struct vs_notify *notify, int fd)
{
    struct epoll_event event = {.events = EPOLLIN};
    return epoll_ctl(notify->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

/* Nothing of the server goes along, least of all its lock on the guest. */
static int keep_listener(int listener)
{
    if (listener != LISTENER_FD && dup3(listener, LISTENER_FD, O_CLOEXEC) < 0)
        return -errno;
    return close_range(LISTENER_FD + 1, ~0u, 0) < 0 ? -errno : 0;
}

static _Noreturn void run_child(struct vs_notify *notify, const struct seccomp_notif *call)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    int r = keep_listener(notify->listener_fd);
    notify->listener_fd = r < 0 ? notify->listener_fd : LISTENER_FD;
    r = r < 0 ? r : vs_cgroup_attach_self(notify->guest.host, notify->guest.group);
    if (r < 0)
        refuse(notify, call->id, r);
    else
        vs_notify_answer(&notify->guest, notify->listener_fd, call);
    _exit(0);
}

/* A systemd guest keeps no processes in the root of its group. Source: cgroup-v2, "No Internal
 * Process". */
static int open_group(const struct vs_notify_guest *guest, int *ret_fd)
{
    int r = vs_cgroup_open(guest->host, guest->group, "guest/init.scope", ret_fd);
    return r == -ENOENT ? vs_cgroup_open(guest->host, guest->group, "guest", ret_fd) : r;
}

static int start_child(struct vs_notify *notify, struct vs_notify_child *child,
                       const struct seccomp_notif *call)
{
    cleanup_fd int group = -1;
    int r = open_group(&notify->guest, &group);
    if (r < 0)
        return r;
    int pidfd = -1;
    struct clone_args args = {
        .flags = CLONE_INTO_CGROUP | CLONE_PIDFD,
        .pidfd = (uint64_t)(uintptr_t)&pidfd,
        .cgroup = (uint64_t)group,
        .exit_signal = SIGCHLD,
    };
    pid_t pid = vs_clone3(&args);
    if (pid < 0)
        return -errno;
    if (pid == 0)
        run_child(notify, call);
    (void)watch_fd(notify, pidfd);
    *child = (struct vs_notify_child){.pidfd = pidfd,
                                      .pid = pid,
                                      .id = call->id,
                                      .deadline_ms = now_ms() + VS_NOTIFY_DEADLINE_MS};
    return 0;
}

/* Whether a call waits; a closed listener has nobody left who could make one. */
static int poll_listener(const struct vs_notify *notify)
{
    struct pollfd poller = {.fd = notify->listener_fd, .events = POLLIN};
    (void)poll(&poller, 1, 0);
    return poller.revents & POLLIN ? 1 : poller.revents ? -ENODEV : 0;
}

static void answer_call(struct vs_notify *notify, struct vs_notify_child *child,
                        const struct seccomp_notif *call)
{
    notify->tokens_milli -= TOKEN_MILLI;
    int r = start_child(notify, child, call);
    if (r < 0)
        refuse(notify, call->id, r);
}

static void take_call(struct vs_notify *notify, struct vs_notify_child *child)
{
    union vs_notification next = {0};
    if (ioctl(notify->listener_fd, SECCOMP_IOCTL_NOTIF_RECV, &next) < 0)
        return; /* killed meanwhile */
    if (!vs_look_answers(&notify->looker, next.call.data.nr)) {
        answer_call(notify, child, &next.call);
        return;
    }
    vs_looker_start(&notify->looker, notify->listener_fd, &next);
    if (notify->looker.pidfd >= 0)
        (void)watch_fd(notify, notify->looker.pidfd);
}

static bool is_looking(const struct vs_notify *notify)
{
    return notify->looker.pidfd >= 0;
}

/* A call that it took and that is not its to answer waits for a child like all others. */
static void tend_looker(struct vs_notify *notify)
{
    struct vs_looker *looker = &notify->looker;
    if (is_looking(notify) && !vs_looker_has_ended(looker, notify->listener_fd, now_ms()))
        return;
    struct vs_notify_child *child =
        looker->page && looker->page->has_other ? free_child(notify) : NULL;
    if (!child)
        return;
    looker->page->has_other = false;
    answer_call(notify, child, &looker->page->other.call);
}

static void tend_child(struct vs_notify *notify, struct vs_notify_child *child)
{
    if (waitpid(child->pid, NULL, WNOHANG | __WALL) != 0) {
        refuse(notify, child->id, -EIO);
        (void)epoll_ctl(notify->epoll_fd, EPOLL_CTL_DEL, child->pidfd, NULL);
        vs_close_fd(&child->pidfd);
    } else if (child->deadline_ms && now_ms() >= child->deadline_ms) {
        (void)pidfd_send_signal(child->pidfd, SIGKILL, NULL, 0);
        refuse(notify, child->id, -ETIMEDOUT);
        child->deadline_ms = 0;
    }
}

/* While nothing can be taken, epoll must not speak of what waits. */
static void listen_when(struct vs_notify *notify, bool able)
{
    if (able == notify->is_listening)
        return;
    struct epoll_event event = {.events = able ? EPOLLIN : 0};
    if (epoll_ctl(notify->epoll_fd, EPOLL_CTL_MOD, notify->listener_fd, &event) == 0)
        notify->is_listening = able;
}

static void set_timer(const struct vs_notify *notify, bool starved)
{
    int64_t due = starved ? now_ms() + TOKEN_MILLI / VS_NOTIFY_PER_SECOND : INT64_MAX;
    for (int i = 0; i < VS_NOTIFY_CHILDREN; i++) {
        const struct vs_notify_child *child = &notify->children[i];
        if (child->pidfd >= 0 && child->deadline_ms && child->deadline_ms < due)
            due = child->deadline_ms;
    }
    if (is_looking(notify)) {
        int64_t look_due = vs_looker_due(&notify->looker, now_ms());
        due = look_due < due ? look_due : due;
    }
    struct itimerspec when = {0};
    if (due != INT64_MAX)
        when.it_value = (struct timespec){.tv_sec = due / 1000, .tv_nsec = due % 1000 * 1000000};
    (void)timerfd_settime(notify->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

int vs_notify_step(struct vs_notify *notify)
{
    for (int i = 0; i < VS_NOTIFY_CHILDREN; i++)
        if (notify->children[i].pidfd >= 0)
            tend_child(notify, &notify->children[i]);
    tend_looker(notify);
    fill_bucket(notify);
    int waiting = poll_listener(notify);
    struct vs_notify_child *child;
    while (waiting > 0 && !is_looking(notify) && notify->tokens_milli >= TOKEN_MILLI &&
           (child = free_child(notify))) {
        take_call(notify, child);
        waiting = poll_listener(notify);
    }
    bool has_tokens = notify->tokens_milli >= TOKEN_MILLI;
    listen_when(notify, has_tokens && free_child(notify) && !is_looking(notify));
    set_timer(notify, waiting > 0 && !has_tokens);
    return waiting < 0 ? VS_NOTIFY_OVER : 0;
}

int vs_notify_init(struct vs_notify *notify, int listener_fd, const struct vs_notify_guest *guest)
{
    *notify = (struct vs_notify){
        .guest = *guest,
        .listener_fd = listener_fd,
        .is_listening = true,
        .tokens_milli = (int64_t)VS_NOTIFY_BURST * TOKEN_MILLI,
        .filled_ms = now_ms(),
        .epoll_fd = epoll_create1(EPOLL_CLOEXEC),
        .timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK),
    };
    for (int i = 0; i < VS_NOTIFY_CHILDREN; i++)
        notify->children[i].pidfd = -1;
    int r = notify->epoll_fd < 0 || notify->timer_fd < 0 ? -errno : 0;
    r = r < 0 ? r : watch_fd(notify, listener_fd);
    r = r < 0 ? r : watch_fd(notify, notify->timer_fd);
    r = r < 0 ? r : vs_looker_init(&notify->looker, listener_fd, guest->view, guest->statfs);
    if (r < 0) {
        vs_close_fd(&notify->epoll_fd);
        vs_close_fd(&notify->timer_fd);
    }
    return r;
}

int vs_notify_fd(const struct vs_notify *notify)
{
    return notify->epoll_fd;
}

void vs_notify_close(struct vs_notify *notify)
{
    for (int i = 0; i < VS_NOTIFY_CHILDREN; i++) {
        struct vs_notify_child *child = &notify->children[i];
        if (child->pidfd < 0)
            continue;
        (void)pidfd_send_signal(child->pidfd, SIGKILL, NULL, 0);
        vs_close_fd(&child->pidfd);
    }
    vs_looker_close(&notify->looker);
    vs_close_fd(&notify->listener_fd);
    vs_close_fd(&notify->timer_fd);
    vs_close_fd(&notify->epoll_fd);
}
