#include "stop.h"
#include "cleanup.h"
#include "kernel.h"
#include "stop-signal.h"
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>

/* sysvinit's control record. Source: initreq.h of sysvinit. */
struct initctl_request {
    int32_t magic, command, runlevel, sleep_seconds;
    char data[368];
};
#define INITCTL_MAGIC    0x03091969
#define INITCTL_RUNLEVEL 1
#define SLEEP_SECONDS    5

_Static_assert(sizeof(struct initctl_request) == 384, "sysvinit reads exactly this");

/* The guest owns the path: what is there is opened without links, waiting or side effects. */
static int open_initctl(pid_t pid)
{
    char path[32];
    struct stat found;
    (void)snprintf(path, sizeof(path), "/proc/%d/root", pid);
    cleanup_fd int root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return -errno;
    cleanup_fd int file = vs_openat2(root, "run/initctl", O_PATH, 0, VS_RESOLVE_HOSTILE);
    if (file < 0 || fstat(file, &found) < 0)
        return -errno;
    if (!S_ISFIFO(found.st_mode))
        return -ENXIO;
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    int fifo = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    return fifo < 0 ? -errno : fifo;
}

/* What `telinit 0` does inside. */
static int request_runlevel_0(pid_t pid)
{
    struct initctl_request request = {.magic = INITCTL_MAGIC,
                                      .command = INITCTL_RUNLEVEL,
                                      .runlevel = '0',
                                      .sleep_seconds = SLEEP_SECONDS};
    cleanup_fd int fifo = open_initctl(pid);
    if (fifo < 0)
        return fifo;
    return write(fifo, &request, sizeof(request)) == (ssize_t)sizeof(request) ? 0 : -EIO;
}

int ask_to_stop(const struct vs_guest_state *state, int pidfd, uint32_t kind)
{
    if (state->init_style == VS_INIT_SYSV && kind == VS_STOP_HALT &&
        request_runlevel_0(state->process.pid) == 0)
        return 0;
    const struct vs_stop_signal *signals = vs_stop_signal(state->init_style);
    if (!signals)
        return -EINVAL;
    int number = kind == VS_STOP_HALT ? signals->halt : signals->reboot;
    return pidfd_send_signal(pidfd, number, NULL, 0) < 0 ? -errno : 0;
}
