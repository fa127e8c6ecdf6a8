#include "stop.h"
#include "cleanup.h"
#include "initctl.h"
#include "kernel.h"
#include "stop-signal.h"
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>

#define SLEEP_SECONDS 5 /* between SIGTERM and SIGKILL, for what the rc scripts leave */

/* The guest owns the path: what is there is opened without links, waiting or side effects. */
static int open_initctl(pid_t pid)
{
    char path[32];
    struct stat found;
    (void)snprintf(path, sizeof(path), "/proc/%d/root", pid);
    cleanup_fd int root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return -errno;
    cleanup_fd int file = vs_openat2(root, VS_INITCTL_FILE, O_PATH, 0, VS_RESOLVE_HOSTILE);
    if (file < 0 || fstat(file, &found) < 0)
        return -errno;
    if (!S_ISFIFO(found.st_mode))
        return -ENXIO;
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    int fifo = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    return fifo < 0 ? -errno : fifo;
}

/* What `telinit 0` and `telinit 6` do inside. */
static int request_runlevel(pid_t pid, char level)
{
    struct vs_initctl_request request = {.magic = VS_INITCTL_MAGIC,
                                         .command = VS_INITCTL_RUNLEVEL,
                                         .runlevel = level,
                                         .sleep_seconds = SLEEP_SECONDS};
    cleanup_fd int fifo = open_initctl(pid);
    if (fifo < 0)
        return fifo;
    return write(fifo, &request, sizeof(request)) == (ssize_t)sizeof(request) ? 0 : -EIO;
}

/* Only the choice of a signal hangs on it, so that the guest may well lie. */
static bool is_busybox(pid_t pid)
{
    char path[32], program[64];
    (void)snprintf(path, sizeof(path), "/proc/%d/exe", pid);
    ssize_t length = readlink(path, program, sizeof(program) - 1);
    if (length < 0)
        return false;
    program[length] = '\0';
    const char *slash = strrchr(program, '/');
    return slash && !strcmp(slash + 1, "busybox");
}

/*
 * The styles sysv and openrc name what runs the services; pid 1 beside it may be sysvinit, which is
 * asked through its control file, busybox' init, which has signals of its own, or openrc-init.
 * Sources: init(8); busybox, init/init.c; openrc-init(8).
 */
int ask_to_stop(const struct vs_guest_state *state, int pidfd, uint32_t kind)
{
    bool halt = kind == VS_STOP_HALT;
    bool classic = state->init_style == VS_INIT_SYSV || state->init_style == VS_INIT_OPENRC;
    if (classic && request_runlevel(state->process.pid, halt ? '0' : '6') == 0)
        return 0;
    const struct vs_stop_signal *signals = vs_stop_signal(state->init_style);
    if (!signals)
        return -EINVAL;
    int number = halt ? signals->halt : signals->reboot;
    if (classic && is_busybox(state->process.pid))
        number = halt ? SIGUSR2 : SIGTERM;
    return pidfd_send_signal(pidfd, number, NULL, 0) < 0 ? -errno : 0;
}
