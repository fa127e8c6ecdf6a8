/*
 * The way into a guest. The entering process E joins the guest's cgroups and, in one call, all its
 * namespaces; its child G, a sibling of E, is then in the pid namespace and becomes the program.
 * E's memory is never shared with a process of the guest, and nobody in the guest may look into it.
 */
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "caps.h"
#include "cleanup.h"
#include "console.h"
#include "kernel.h"
#include "limit.h"
#include "oom-floor.h"
#include "scheduling.h"
#include "seccomp.h"
#include "socket.h"

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif

#define ALL_SPACES                                                                                 \
    (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET |     \
     CLONE_NEWCGROUP | CLONE_NEWTIME)

#define OPEN_FILES_SOFT 1024
#define OPEN_FILES_HARD 524288

static int become_root(struct console *console)
{
    (void)console;
    if (setresgid(0, 0, 0) < 0 || setgroups(0, NULL) < 0 || setresuid(0, 0, 0) < 0)
        return -errno;
    return 0;
}

static int take_terminal(struct console *console)
{
    if (console->request.mode != VS_CONSOLE_TERMINAL)
        return take_pipes(console);
    if (setsid() < 0 || ioctl(console->slave_fd, TIOCSCTTY, 0) < 0)
        return -errno;
    for (int fd = 0; fd <= 2; fd++)
        if (dup2(console->slave_fd, fd) < 0)
            return -errno;
    return 0;
}

static int reset_process(struct console *console)
{
    (void)console;
    sigset_t none;
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) < 0)
        return -errno;
    files.rlim_max = files.rlim_max < OPEN_FILES_HARD ? files.rlim_max : OPEN_FILES_HARD;
    files.rlim_cur = files.rlim_max < OPEN_FILES_SOFT ? files.rlim_max : OPEN_FILES_SOFT;
    struct rlimit core = {.rlim_cur = 0, .rlim_max = RLIM_INFINITY};
    if (getrlimit(RLIMIT_CORE, &core) == 0)
        core.rlim_cur = 0;
    if (setrlimit(RLIMIT_NOFILE, &files) < 0 || setrlimit(RLIMIT_CORE, &core) < 0)
        return -errno;
    for (int number = 1; number < NSIG; number++)
        (void)signal(number, SIG_DFL);
    (void)sigemptyset(&none);
    (void)umask(022);
    return sigprocmask(SIG_SETMASK, &none, NULL) < 0 ? -errno : 0;
}

/* Needs CAP_SYS_ADMIN, hence before the capabilities go; no_new_privs would break su and sudo. */
static int filter_calls(struct console *console)
{
    uint64_t brokered = vs_ccaps_brokered(console->bcaps, console->ccaps);
    brokered |= console->view[0] ? VS_CALLS_LOOK : 0;
    brokered |= console->statfs.group[0] ? VS_CALLS_STATFS : 0;
    return vs_seccomp_apply(brokered, console->shares_network, &console->notify_fd);
}

static int drop_capabilities(struct console *console)
{
    return vs_caps_apply(console->bcaps);
}

static const struct {
    const char *name;
    int (*run)(struct console *console);
} STAGES[] = {
    {"ids", become_root},      {"terminal", take_terminal},         {"process", reset_process},
    {"seccomp", filter_calls}, {"capabilities", drop_capabilities},
};

static _Noreturn void give_up(int report_fd, const char *stage, int error)
{
    struct vs_failure failure = {0};
    (void)vs_fail(&failure, stage, error);
    (void)send(report_fd, &failure, sizeof(failure), MSG_NOSIGNAL);
    _exit(127);
}

/* It travels with the failure that there was not. */
static int send_listener(const struct console *console, int report_fd)
{
    struct vs_failure none = {0};
    struct iovec part = {.iov_base = &none, .iov_len = sizeof(none)};
    return console->notify_fd < 0 ? 0 : vs_socket_send(report_fd, &part, 1, console->notify_fd);
}

/* G. The report's end closes at exec, which is how success is told. Before, it waits for its turn.
 */
static _Noreturn void become_program(struct console *console, int report_fd)
{
    for (size_t i = 0; i < sizeof(STAGES) / sizeof(STAGES[0]); i++) {
        int r = STAGES[i].run(console);
        if (r < 0)
            give_up(report_fd, STAGES[i].name, r);
    }
    int r = send_listener(console, report_fd);
    if (r < 0)
        give_up(report_fd, "seccomp", r);
    char go;
    if (recv(report_fd, &go, sizeof(go), 0) != sizeof(go))
        _exit(127); /* it was given up */
    r = vs_limit_start_nice(&console->limit);
    if (r < 0)
        give_up(report_fd, "nice", r);
    if (dup3(report_fd, 3, O_CLOEXEC) < 0)
        give_up(report_fd, "descriptors", -errno);
    if (console->program_fd >= 0)
        console->program_fd = dup3(console->program_fd, 4, O_CLOEXEC);
    if (close_range(console->program_fd >= 0 ? 5 : 4, ~0u, 0) < 0)
        give_up(3, "descriptors", -errno);
    give_up(3, "exec", execute_program(console));
}

/* From pid 1, and only once in the groups: who changes a limit afterwards finds us there. */
static int take_attributes(struct console *console)
{
    struct vs_failure failure = {0};
    const struct vs_limit_target target = {
        .pid = console->guest_pid, .pidfd = console->guest_pidfd, .base = console->base};
    int r = vs_limit_get_attributes(&target, &console->limit);
    r = r < 0 ? r : vs_limit_start_attributes(&console->limit, &failure);
    return r < 0 || !(console->ccaps & VS_CCAP_OOM_ADJUST) ? r : vs_oom_floor_lift(0);
}

/* E. Tells G's pid, as the host numbers it, and ends. */
static _Noreturn void enter(struct console *console, int report_fd)
{
    vs_scheduling_reset();
    int r = vs_cgroup_attach_self(&console->layout.cgroup, console->group);
    if (r < 0)
        give_up(report_fd, "cgroup", r);
    r = take_attributes(console);
    if (r < 0)
        give_up(report_fd, "attributes", r);
    if (setns(console->guest_pidfd, ALL_SPACES) < 0)
        give_up(report_fd, "namespaces", -errno);
    struct clone_args args = {.flags = CLONE_PARENT}; /* the exit signal is E's */
    pid_t pid = vs_clone3(&args);
    if (pid < 0)
        give_up(report_fd, "clone", -errno);
    if (pid == 0)
        become_program(console, report_fd);
    (void)send(report_fd, &pid, sizeof(pid), MSG_NOSIGNAL);
    _exit(0);
}

/* A systemd guest keeps no processes in the root of its group. Source: cgroup-v2, "No Internal
 * Process". */
static int open_group(const struct console *console, int *ret_fd)
{
    const struct vs_cgroup_host *host = &console->layout.cgroup;
    int r = vs_cgroup_open(host, console->group, "guest/init.scope", ret_fd);
    return r == -ENOENT ? vs_cgroup_open(host, console->group, "guest", ret_fd) : r;
}

/* E's message is G's pid, G's its listener or a failure; they come in any order before the stream
 * ends. When E gave up before it took our GO, the reset is told first, the messages after it. */
static int await_exec(struct console *console, int report_fd)
{
    union {
        pid_t pid;
        struct vs_failure failure;
    } message;
    for (;;) {
        cleanup_fd int fd = -1;
        ssize_t size = vs_socket_receive(report_fd, &message, sizeof(message), &fd);
        if (size == sizeof(message.pid))
            console->pid = message.pid;
        else if (size == sizeof(message.failure))
            (void)vs_fail(&console->failure, message.failure.stage, message.failure.error);
        else if (size == 0)
            break;
        else if (size != -EINTR && size != -ECONNRESET)
            return size < 0 ? (int)size : -EPROTO;
        if (fd >= 0)
            console->notify_fd = vs_steal_fd(&fd);
    }
    if (console->failure.error)
        return console->failure.error;
    return console->pid > 0 ? 0 : -ECHILD;
}

/* G is our child, so its number is its own until we reap it. */
int let_program_run(struct console *console)
{
    static const char GO = 1;
    int r =
        send(console->enter_fd, &GO, sizeof(GO), MSG_NOSIGNAL) < 0 && errno != EPIPE ? -errno : 0;
    r = r < 0 ? r : await_exec(console, console->enter_fd);
    (void)waitpid(console->enter_pid, NULL, 0);
    if (r < 0)
        return r;
    console->pidfd = pidfd_open(console->pid, 0);
    return console->pidfd < 0 ? -errno : 0;
}

int enter_guest(struct console *console)
{
    int ends[2];
    cleanup_fd int group = -1;
    int r = open_group(console, &group);
    if (r < 0)
        return r;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return -errno;
    console->enter_fd = ends[0];
    struct clone_args args = {
        .flags = CLONE_INTO_CGROUP, .cgroup = (uint64_t)group, .exit_signal = SIGCHLD};
    pid_t pid = vs_clone3(&args);
    int error = errno;
    if (pid == 0) {
        (void)close(ends[0]); /* else it would not see us give up */
        enter(console, ends[1]);
    }
    (void)close(ends[1]);
    console->enter_pid = pid;
    return pid < 0 ? -error : 0;
}
