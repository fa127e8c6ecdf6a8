#include "spawn.h"
#include "cleanup.h"
#include "kernel.h"
#include "socket.h"
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>

static int write_spec(const struct broker *broker, const void *request, size_t size, int *ret_fd)
{
    cleanup_fd int spec = memfd_create("spec", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (spec < 0)
        return -errno;
    struct iovec parts[] = {
        {.iov_base = (void *)request, .iov_len = size},
        {.iov_base = (void *)&broker->layout, .iov_len = sizeof(broker->layout)},
    };
    ssize_t n = writev(spec, parts, 2);
    if (n != (ssize_t)(size + sizeof(broker->layout)))
        return n < 0 ? -errno : -EIO;
    if (fcntl(spec, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0)
        return -errno;
    *ret_fd = vs_steal_fd(&spec);
    return 0;
}

static _Noreturn void send_answer(const struct answer *answer, size_t reply_size)
{
    struct iovec parts[] = {
        {.iov_base = (void *)&answer->failure, .iov_len = sizeof(answer->failure)},
        {.iov_base = (void *)answer->bytes, .iov_len = reply_size},
    };
    bool ok = answer->failure.error == 0;
    (void)vs_socket_send(VS_FD_REPORT, parts, ok ? 2 : 1, ok ? answer->fd : -1);
    _exit(0);
}

/*
 * The child keeps standard error, and the descriptors 3 and 4 of the contract in common/layout.h.
 * Somebody waits for it, so it stays as urgent as the broker; a program that goes on after its
 * answer lowers itself.
 */
static _Noreturn void child_main(const struct broker *broker, const struct operation *operation,
                                 const void *request, int spec, int report)
{
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGPIPE, SIG_DFL);
    struct answer answer = {.fd = -1};
    int far_spec = spec < 0 ? -1 : fcntl(spec, F_DUPFD_CLOEXEC, 10);
    int far_report = fcntl(report, F_DUPFD_CLOEXEC, 10);
    (void)dup2(far_report, VS_FD_REPORT);
    if (far_spec >= 0)
        (void)dup2(far_spec, VS_FD_SPEC);
    else
        (void)close(VS_FD_SPEC); /* the broker's lock: its next one must not wait for us */
    (void)close_range(VS_FD_REPORT + 1, ~0u, 0);
    if (operation->where == IN_PROGRAM) {
        char path[2 * VS_PATH_SIZE];
        (void)snprintf(path, sizeof(path), "%s/%s", broker->layout.programs, operation->program);
        (void)execl(path, operation->program, (char *)NULL);
        (void)vs_fail(&answer.failure, "program", -errno);
    } else {
        int r = operation->run(broker, request, &answer);
        (void)vs_fail(&answer.failure, "unknown", r);
    }
    send_answer(&answer, operation->reply_size);
}

int spawn(const struct broker *broker, const struct operation *operation, const void *request,
          int *ret_report, int *ret_pidfd)
{
    int ends[2], pidfd = -1;
    cleanup_fd int spec = -1;
    if (operation->where == IN_PROGRAM) {
        int r = write_spec(broker, request, request ? operation->request_size : 0, &spec);
        if (r < 0)
            return r;
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return -errno;
    cleanup_fd int report = ends[0];
    cleanup_fd int theirs = ends[1];
    struct clone_args args = {
        .flags = CLONE_PIDFD, .pidfd = (uint64_t)(uintptr_t)&pidfd, .exit_signal = SIGCHLD};
    pid_t pid = vs_clone3(&args);
    if (pid < 0)
        return -errno;
    if (pid == 0)
        child_main(broker, operation, request, spec, theirs);
    *ret_report = vs_steal_fd(&report);
    *ret_pidfd = pidfd;
    return 0;
}
