#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>

#include "caps.h"
#include "cleanup.h"
#include "console.h"
#include "harden.h"
#include "pty-server.h"

#define IDLE_MS   (1800 * 1000)
#define KILL_MS   3000  /* from SIGHUP to SIGKILL */
#define LINGER_MS 10000 /* for viewers that come back after the program's end */

struct serving {
    struct console *console;
    struct pty_server *server;
    struct vs_notify *notify;
    int notify_fd;             /* -1: nothing to answer */
    int64_t idle_ms, deadline; /* ms of the monotonic clock; 0: none */
    enum { RUNNING, HANGING_UP, ENDED } phase;
};

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void hang_up(struct serving *serving)
{
    if (serving->phase != RUNNING)
        return;
    (void)pidfd_send_signal(serving->console->pidfd, SIGHUP, NULL, 0);
    /* A stopped program would sleep through it. */
    (void)pidfd_send_signal(serving->console->pidfd, SIGCONT, NULL, 0);
    serving->phase = HANGING_UP;
    serving->deadline = now_ms() + KILL_MS;
}

static void note_end(struct serving *serving)
{
    int status = 0;
    if (waitpid(serving->console->pid, &status, WNOHANG) != serving->console->pid)
        return;
    /* The pty goes with the master, and takes what was left in the background along. */
    pty_server_exit(serving->server, status);
    serving->phase = ENDED;
    serving->deadline = now_ms() + LINGER_MS;
}

/* While nobody is attached, the time to hang up runs. */
static void note_viewers(struct serving *serving)
{
    if (serving->phase != RUNNING)
        return;
    if (pty_server_viewers(serving->server) > 0)
        serving->deadline = 0;
    else if (!serving->deadline)
        serving->deadline = now_ms() + serving->idle_ms;
}

/* False when all is done. */
static bool note_time(struct serving *serving)
{
    if (!serving->deadline || now_ms() < serving->deadline)
        return true;
    if (serving->phase == ENDED)
        return false;
    if (serving->phase == RUNNING) {
        hang_up(serving);
        return true;
    }
    (void)pidfd_send_signal(serving->console->pidfd, SIGKILL, NULL, 0);
    serving->deadline = 0;
    return true;
}

static int timeout(const struct serving *serving)
{
    if (!serving->deadline)
        return -1;
    int64_t left = serving->deadline - now_ms();
    return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static bool step(struct serving *serving, int signal_fd)
{
    struct pollfd fds[] = {
        {.fd = pty_server_epoll_fd(serving->server), .events = POLLIN},
        {.fd = signal_fd, .events = POLLIN},
        {.fd = serving->phase == ENDED ? -1 : serving->console->pidfd, .events = POLLIN},
        {.fd = serving->notify_fd, .events = POLLIN},
    };
    struct signalfd_siginfo info;
    if (poll(fds, 4, timeout(serving)) < 0)
        return errno == EINTR;
    int r = fds[0].revents ? pty_server_step(serving->server) : 0;
    if (r == VS_PTY_HANGUP)
        hang_up(serving);
    if (fds[1].revents && read(signal_fd, &info, sizeof(info)) > 0)
        hang_up(serving);
    if (fds[2].revents)
        note_end(serving);
    if (fds[3].revents && vs_notify_step(serving->notify) != 0)
        serving->notify_fd = -1;
    note_viewers(serving);
    return r >= 0 && note_time(serving);
}

static int open_signals(void)
{
    sigset_t term;
    (void)sigemptyset(&term);
    (void)sigaddset(&term, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &term, NULL);
    return signalfd(-1, &term, SFD_CLOEXEC | SFD_NONBLOCK);
}

void serve_console(struct console *console)
{
    static struct pty_server server;
    static struct vs_notify notify;
    uint32_t idle_seconds = console->request.idle_seconds;
    struct serving serving = {
        .console = console,
        .server = &server,
        .notify = &notify,
        .notify_fd = take_calls(console, &notify),
        .idle_ms = idle_seconds ? (int64_t)idle_seconds * 1000 : IDLE_MS,
    };
    bool answers = serving.notify_fd >= 0;
    bool brokers = vs_ccaps_brokered(console->bcaps, console->ccaps) != 0;
    cleanup_fd int signal_fd = open_signals();
    if (pty_server_init(&server, console->master_fd, console->listen_fd) < 0) {
        (void)pidfd_send_signal(console->pidfd, SIGKILL, NULL, 0);
    } else {
        if (!brokers) /* those who broker calls enter the guest and mount for it */
            (void)vs_harden_watcher((answers ? VS_WATCHER_LOOKS : 0) |
                                    (console->statfs.group[0] ? VS_WATCHER_STATFS : 0));
        note_viewers(&serving);
        while (step(&serving, signal_fd))
            ;
        pty_server_close(&server);
    }
    (void)unlink(console->socket);
    if (answers)
        serve_remaining_calls(&notify);
}
