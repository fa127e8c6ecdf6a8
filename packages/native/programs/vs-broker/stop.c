#include "stop.h"
#include "cleanup.h"
#include "kernel.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>

/* systemd(1), SIGNALS: SIGRTMIN+3 is halt.target. The libc reserves two, init counts from 34. */
#define SYSTEMD_HALT (34 + 3)

static const struct {
    uint32_t style;
    int halt, reboot;
} SIGNALS[] = {
    {VS_INIT_SYSTEMD, SYSTEMD_HALT, SIGINT},
    {VS_INIT_SYSV, SIGPWR,
     SIGINT}, /* SIGINT is ctrlaltdel, which Debian's inittab makes a reboot */
    {VS_INIT_PLAIN, SIGPWR, SIGINT},
    {VS_INIT_SINGLE, SIGTERM, SIGTERM},
};

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
    for (size_t i = 0; i < sizeof(SIGNALS) / sizeof(SIGNALS[0]); i++)
        if (SIGNALS[i].style == state->init_style)
            return pidfd_send_signal(pidfd,
                                     kind == VS_STOP_HALT ? SIGNALS[i].halt : SIGNALS[i].reboot,
                                     NULL, 0) < 0
                       ? -errno
                       : 0;
    return -EINVAL;
}
