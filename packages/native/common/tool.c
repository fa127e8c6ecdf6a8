#include "tool.h"
#include "cleanup.h"
#include "idmap.h"
#include "kernel.h"
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/wait.h>

#define NOT_FOUND     127
#define SAID_AT_MOST  4096
#define XID_OF_NOBODY 1 /* guests have 2 and more */

/* The files of the host's owner do not decide how an image is made. Source: mke2fs(8), e2fsck(8).
 */
static const char *const ENVIRONMENT[] = {"MKE2FS_CONFIG=/dev/null", "E2FSCK_CONFIG=/dev/null",
                                          "LC_ALL=C", NULL};

static const char *const DIRECTORIES[] = {"/usr/sbin", "/sbin", "/usr/bin", "/bin"};

bool vs_tool_is_there(const char *name)
{
    char path[128];
    for (size_t i = 0; i < sizeof(DIRECTORIES) / sizeof(DIRECTORIES[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", DIRECTORIES[i], name);
        if (access(path, X_OK) == 0)
            return true;
    }
    return false;
}

/* Takes the standard descriptors in the order of their numbers. */
static _Noreturn void execute(const int standard[3], const char *const *arguments)
{
    char path[128];
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    for (int i = 0; i < 3; i++)
        if (dup2(standard[i], i) < 0)
            _exit(NOT_FOUND);
    (void)signal(SIGPIPE, SIG_DFL);
    (void)close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    for (size_t i = 0; i < sizeof(DIRECTORIES) / sizeof(DIRECTORIES[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", DIRECTORIES[i], arguments[0]);
        (void)execve(path, (char *const *)arguments, (char *const *)ENVIRONMENT);
    }
    _exit(NOT_FOUND);
}

int vs_tool_await(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    if (!WIFEXITED(status))
        return -EINTR;
    return WEXITSTATUS(status) == NOT_FOUND ? -ENOENT : WEXITSTATUS(status);
}

int vs_tool_run(int dir, const char *const arguments[VS_TOOL_ARGUMENTS_MAX])
{
    cleanup_fd int said = memfd_create("said", MFD_CLOEXEC);
    if (said < 0)
        return -errno;
    pid_t pid = fork();
    if (pid < 0)
        return -errno;
    if (pid == 0) {
        int null = fchdir(dir) < 0 ? -1 : open("/dev/null", O_RDWR | O_CLOEXEC);
        execute((int[]){null, null, said}, arguments);
    }
    int r = vs_tool_await(pid);
    off_t from = 0;
    if (r != 0)
        (void)sendfile(2, said, &from, SAID_AT_MOST);
    return r;
}

/* Nobody else's processes have these ids: no guest gets this xid. */
static int become_nobody(void)
{
    const id_t nobody = vs_idmap_base(XID_OF_NOBODY);
    if (setgroups(0, NULL) < 0 || setresgid(nobody, nobody, nobody) < 0 ||
        setresuid(nobody, nobody, nobody) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return -errno;
    return 0;
}

int vs_tool_filter(int input, int output, const char *const arguments[VS_TOOL_ARGUMENTS_MAX],
                   pid_t *ret_pid)
{
    pid_t pid = fork();
    if (pid < 0)
        return -errno;
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (null < 0 || become_nobody() < 0)
            _exit(NOT_FOUND);
        execute((int[]){input, output, null}, arguments);
    }
    *ret_pid = pid;
    return 0;
}

static int wait_until(pid_t pid, int timeout_ms)
{
    cleanup_fd int pidfd = pidfd_open(pid, 0);
    struct pollfd end = {.fd = pidfd, .events = POLLIN};
    bool is_late = pidfd < 0 || poll(&end, 1, timeout_ms) <= 0;
    if (is_late)
        (void)kill(pid, SIGKILL); /* a child that nobody has waited for: the number is its own */
    int r = vs_tool_await(pid);
    return is_late ? -ETIMEDOUT : r;
}

int vs_tool_feed(int input, int timeout_ms, const char *const arguments[VS_TOOL_ARGUMENTS_MAX],
                 char *ret_said, size_t size)
{
    cleanup_fd int said = memfd_create("said", MFD_CLOEXEC);
    if (said < 0)
        return -errno;
    pid_t pid = fork();
    if (pid < 0)
        return -errno;
    if (pid == 0)
        execute((int[]){input, said, said}, arguments);
    int r = wait_until(pid, timeout_ms);
    ssize_t n = pread(said, ret_said, size - 1, 0);
    ret_said[n < 0 ? 0 : n] = '\0';
    return r;
}
