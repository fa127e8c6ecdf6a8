#include "helper-run.h"
#include "cleanup.h"
#include "kernel.h"
#include "scheduling.h"
#include "urgency.h"
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#define SCRIPT_MS 30000
#define SOCKET_FD 3
#define LOCK_FD   4
#define SCRIPT_FD 5

struct runner {
    char name[VS_NAME_SIZE], xid[12], helpers[VS_PATH_SIZE];
    int64_t start_deadline_ms; /* of the scripts that a start waits for; 0 = none yet */
};

static int64_t monotonic_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_roots_alone(const struct stat *found)
{
    return found->st_uid == 0 && !(found->st_mode & (S_IWGRP | S_IWOTH));
}

/* What is checked is what is executed: the descriptor. ENOENT when there is nothing to run. */
static int open_script(const struct runner *runner, const char *action)
{
    struct stat found;
    cleanup_fd int dir = open(runner->helpers, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0 || fstat(dir, &found) < 0)
        return -errno;
    if (!is_roots_alone(&found))
        return -EPERM;
    cleanup_fd int script = openat(dir, action, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (script < 0 || fstat(script, &found) < 0)
        return -errno;
    if (!S_ISREG(found.st_mode) || !(found.st_mode & S_IXUSR))
        return -ENOENT;
    return is_roots_alone(&found) ? vs_steal_fd(&script) : -EPERM;
}

static _Noreturn void execute(const struct runner *runner, const char *action, int script)
{
    static const char *const ENVIRONMENT[] = {
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", NULL};
    const char *const argv[] = {action, runner->name, runner->xid, NULL};
    (void)setsid(); /* a group of its own, to be killed as one */
    for (int signal_number = 1; signal_number < NSIG; signal_number++)
        (void)signal(signal_number, SIG_DFL);
    /* Stays open: the interpreter of a script reads it as /dev/fd/5. Source: execveat(2), BUGS. */
    if (script == SCRIPT_FD ? fcntl(script, F_SETFD, 0) < 0 : dup2(script, SCRIPT_FD) < 0)
        _exit(127);
    (void)close_range(SCRIPT_FD + 1, ~0u, 0);
    (void)syscall(SYS_execveat, SCRIPT_FD, "", argv, ENVIRONMENT, AT_EMPTY_PATH);
    _exit(127);
}

static int await(pid_t pid, int64_t deadline_ms)
{
    int status;
    int64_t left = deadline_ms - monotonic_ms();
    cleanup_fd int pidfd = pidfd_open(pid, 0);
    struct pollfd polled = {.fd = pidfd, .events = POLLIN};
    bool late = pidfd < 0 || poll(&polled, 1, left > 0 ? (int)left : 0) == 0;
    if (late)
        (void)kill(-pid, SIGKILL);
    if (late)
        (void)kill(pid, SIGKILL); /* it may not have got to its setsid(2) */
    if (waitpid(pid, &status, 0) < 0)
        return -errno;
    if (late)
        return -ETIMEDOUT;
    return status == 0 ? 0 : -ECANCELED;
}

static int run_script(struct runner *runner, const struct helper_request *request)
{
    int64_t deadline_ms = monotonic_ms() + SCRIPT_MS;
    if (request->wait && runner->start_deadline_ms == 0)
        runner->start_deadline_ms = deadline_ms;
    if (request->wait)
        deadline_ms = runner->start_deadline_ms;
    cleanup_fd int script = open_script(runner, request->action);
    if (script < 0)
        return script == -ENOENT ? 0 : script;
    pid_t pid = fork();
    if (pid < 0)
        return -errno;
    if (pid == 0)
        execute(runner, request->action, script);
    return await(pid, deadline_ms);
}

/*
 * S's lock of the run directory lies on its descriptor: none of S's may stay open here. What an
 * earlier run of the guest still has to tell comes first; the other lock is its runner's.
 */
static void keep_descriptors(int run, int socket)
{
    int lock = openat(run, "helper.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int far_lock = fcntl(lock, F_DUPFD_CLOEXEC, 10);
    int far_socket = fcntl(socket, F_DUPFD_CLOEXEC, 10);
    (void)dup3(far_socket, SOCKET_FD, O_CLOEXEC);
    (void)dup3(far_lock, LOCK_FD, O_CLOEXEC);
    (void)close_range(LOCK_FD + 1, ~0u, 0);
}

_Noreturn void helper_run(const struct guest *guest, int socket)
{
    static struct runner runner;
    struct helper_request request;
    (void)setsid();
    (void)signal(SIGPIPE, SIG_IGN);
    vs_set_urgent(false);
    vs_scheduling_reset();
    (void)snprintf(runner.name, sizeof(runner.name), "%s", guest->request.name);
    (void)snprintf(runner.xid, sizeof(runner.xid), "%u", guest->request.xid);
    (void)snprintf(runner.helpers, sizeof(runner.helpers), "%s", guest->layout.helpers);
    keep_descriptors(guest->run_fd, socket);
    while (recv(SOCKET_FD, &request, sizeof(request), 0) == sizeof(request)) {
        (void)flock(LOCK_FD, LOCK_EX); /* held until this process ends */
        int32_t answer = run_script(&runner, &request);
        if (request.wait)
            (void)send(SOCKET_FD, &answer, sizeof(answer), MSG_NOSIGNAL);
    }
    _exit(0);
}
