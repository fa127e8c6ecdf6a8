/* Without a terminal: one viewer, for as long as it stays; the program ends with it. */
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include "caps.h"
#include "cleanup.h"
#include "console.h"
#include "harden.h"
#include "pipe-relay.h"

#define ATTACH_MS 10000 /* for the viewer to come and attach */
#define KILL_MS   3000  /* from SIGHUP to SIGKILL */
#define DRAIN_MS  2000  /* for what a program left behind to end its output */
#define PART_MS   5000  /* for the viewer to read the last frame and go */

struct relaying {
    struct console *console;
    struct pipe_relay *relay;
    struct vs_notify *notify;
    int notify_fd, signal_fd;
    int64_t deadline; /* ms of the monotonic clock; 0: none */
    int64_t draining_since;
    int32_t status;
    bool has_exited; /* the program */
    enum { WAITING, RUNNING, HANGING_UP, TELLING, PARTING, DONE } phase;
};

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The group is there until its leader was waited for. */
static void signal_group(const struct relaying *relaying, int number)
{
    if (!relaying->has_exited)
        (void)kill(-relaying->console->pid, number);
}

static void hang_up(struct relaying *relaying)
{
    if (relaying->phase >= HANGING_UP)
        return;
    relaying->phase = relaying->has_exited ? DONE : HANGING_UP;
    relaying->deadline = now_ms() + KILL_MS;
    vs_close_fd(&relaying->relay->viewer_fd);
    vs_close_fd(&relaying->relay->input_fd);
    signal_group(relaying, SIGHUP);
    signal_group(relaying, SIGCONT); /* a stopped program would sleep through it */
}

static void accept_viewer(struct relaying *relaying)
{
    struct console *console = relaying->console;
    int fd = accept4(console->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    pipe_relay_attach(relaying->relay, fd);
    (void)unlink(console->socket);
    vs_close_fd(&console->listen_fd);
    relaying->phase = RUNNING; /* until it attaches, the deadline holds */
}

static void note_exit(struct relaying *relaying)
{
    int status = 0;
    if (waitpid(relaying->console->pid, &status, WNOHANG) != relaying->console->pid)
        return;
    relaying->has_exited = true;
    relaying->status = status;
    vs_close_fd(&relaying->relay->input_fd);
    if (relaying->phase == HANGING_UP)
        relaying->phase = DONE;
}

static void receive(struct relaying *relaying)
{
    struct pipe_wish wish = {0};
    bool was_attached = relaying->relay->attached;
    int r = pipe_relay_receive(relaying->relay, &wish);
    if (relaying->relay->attached && !was_attached)
        relaying->deadline = 0;
    if (wish.signal)
        signal_group(relaying, (int)wish.signal);
    if (r < 0 && relaying->phase >= TELLING)
        relaying->phase = DONE;
    else if (r < 0 || wish.hang_up)
        hang_up(relaying);
}

/* A socket that is closed with something unread in it is reset, and the other side, which may just
 * be giving us credit, would not read what we said last. */
static void part(struct relaying *relaying)
{
    (void)shutdown(relaying->relay->viewer_fd, SHUT_WR);
    relaying->phase = PARTING;
    relaying->deadline = now_ms() + PART_MS;
}

/* The exit is told when all output before it was: what others still hold open is waited for a
 * little, as long as there is room to tell it in. */
static void note_output(struct relaying *relaying)
{
    struct pipe_relay *relay = relaying->relay;
    bool is_sent = relay->out_start == relay->out_end;
    if (relaying->phase == TELLING && is_sent)
        part(relaying);
    if (relaying->phase != RUNNING || !relaying->has_exited || !is_sent)
        return;
    if (!relaying->draining_since)
        relaying->draining_since = now_ms();
    /* With credit left and nothing to send, the pipes were just found empty. */
    bool is_over =
        relay->credit > 0 && now_ms() >= relaying->draining_since + DRAIN_MS && relay->attached;
    if (pipe_relay_is_ended(relay) || is_over) {
        pipe_relay_exit(relay, relaying->status);
        relaying->phase = TELLING;
        relaying->deadline = 0;
    } else if (relay->attached) {
        relaying->deadline = relay->credit > 0 ? relaying->draining_since + DRAIN_MS : 0;
    }
}

static void note_time(struct relaying *relaying)
{
    if (!relaying->deadline || now_ms() < relaying->deadline)
        return;
    if (relaying->phase == PARTING)
        relaying->phase = DONE;
    if (relaying->phase == WAITING || (relaying->phase == RUNNING && !relaying->relay->attached))
        hang_up(relaying);
    else if (relaying->phase == HANGING_UP) {
        signal_group(relaying, SIGKILL);
        relaying->deadline = now_ms() + KILL_MS;
    }
}

static int timeout(const struct relaying *relaying)
{
    if (!relaying->deadline)
        return -1;
    int64_t left = relaying->deadline - now_ms();
    return left < 0 ? 0 : (int)left;
}

/* A closed pipe is always ready: one that may not be read now is not asked for. */
static struct pollfd watch(int fd, short events)
{
    return (struct pollfd){.fd = events ? fd : -1, .events = events};
}

static void step(struct relaying *relaying)
{
    struct pipe_relay *relay = relaying->relay;
    struct console *console = relaying->console;
    short output_events = pipe_relay_output_events(relay);
    struct pollfd fds[] = {
        watch(console->listen_fd, POLLIN),
        watch(relay->viewer_fd, pipe_relay_viewer_events(relay)),
        watch(relay->input_fd, pipe_relay_has_input(relay) ? POLLOUT : 0),
        watch(relay->outputs[PIPE_OUTPUT].fd, output_events),
        watch(relay->outputs[PIPE_ERROR].fd, output_events),
        watch(relaying->has_exited ? -1 : console->pidfd, POLLIN),
        watch(relaying->signal_fd, POLLIN),
        watch(relaying->notify_fd, POLLIN),
    };
    struct signalfd_siginfo info;
    if (poll(fds, sizeof(fds) / sizeof(fds[0]), timeout(relaying)) < 0)
        return;
    if (fds[0].revents)
        accept_viewer(relaying);
    if (fds[1].revents & (POLLIN | POLLHUP | POLLERR))
        receive(relaying);
    if (fds[5].revents)
        note_exit(relaying);
    if (fds[6].revents && read(relaying->signal_fd, &info, sizeof(info)) > 0)
        hang_up(relaying);
    if (fds[7].revents && vs_notify_step(relaying->notify) != 0)
        relaying->notify_fd = -1;
    pipe_relay_feed(relay);
    if (relaying->phase == HANGING_UP)
        pipe_relay_discard(relay);
    else if (relay->viewer_fd >= 0 && pipe_relay_send(relay) < 0)
        hang_up(relaying);
    note_output(relaying);
    note_time(relaying);
}

static int open_signals(void)
{
    sigset_t term;
    (void)sigemptyset(&term);
    (void)sigaddset(&term, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &term, NULL);
    return signalfd(-1, &term, SFD_CLOEXEC | SFD_NONBLOCK);
}

void relay_console(struct console *console)
{
    static struct pipe_relay relay;
    static struct vs_notify notify;
    struct relaying relaying = {
        .console = console,
        .relay = &relay,
        .notify = &notify,
        .notify_fd = take_calls(console, &notify),
        .deadline = now_ms() + ATTACH_MS,
    };
    bool answers = relaying.notify_fd >= 0;
    bool brokers = vs_ccaps_brokered(console->bcaps, console->ccaps) != 0;
    cleanup_fd int signal_fd = open_signals();
    relaying.signal_fd = signal_fd;
    close_far_ends(console);
    pipe_relay_init(&relay, console->near_fds[0], console->near_fds[1], console->near_fds[2]);
    if (!brokers) /* those who broker calls enter the guest and mount for it */
        (void)vs_harden_watcher((answers ? VS_WATCHER_LOOKS : 0) |
                                (console->statfs.group[0] ? VS_WATCHER_STATFS : 0));
    while (relaying.phase != DONE)
        step(&relaying);
    pipe_relay_close(&relay);
    if (console->listen_fd >= 0)
        (void)unlink(console->socket);
    vs_close_fd(&console->listen_fd);
    if (answers)
        serve_remaining_calls(&notify);
}
