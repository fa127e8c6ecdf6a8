/* Three pipes instead of a pty: for programs that others talk to, and for vs-sftp. */
#include <fcntl.h>
#include <sys/fsuid.h>

#include "cleanup.h"
#include "console.h"

static int set_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ? -errno : 0;
}

/* More than the usual 64 KiB: fewer changes between the two processes for each megabyte. */
#define PIPE_BYTES (256 * 1024)

/* The program's end stays as programs want theirs: blocking. */
static int open_pipe(struct console *console, int which)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    bool is_input = which == 0;
    console->near_fds[which] = ends[is_input ? 1 : 0];
    console->far_fds[which] = ends[is_input ? 0 : 1];
    (void)fcntl(ends[0], F_SETPIPE_SZ, PIPE_BYTES); /* beyond the user's share it stays as it is */
    return set_nonblocking(console->near_fds[which]);
}

/* As the guest's root, else it could not open its own /dev/stdout. Source: get_pipe_inode(). */
static int open_pipes(struct console *console)
{
    int r = 0;
    (void)setfsgid(console->base);
    (void)setfsuid(console->base);
    for (int which = 0; r == 0 && which < 3; which++)
        r = open_pipe(console, which);
    (void)setfsuid(0);
    (void)setfsgid(0);
    return r;
}

int open_stdio(struct console *console)
{
    if (console->request.mode == VS_CONSOLE_TERMINAL)
        return open_pty(console);
    int r = open_pipes(console);
    if (r == 0 && console->request.mode == VS_CONSOLE_FILES)
        r = open_program(console);
    return r;
}

/* In a session of its own, so that a signal for its group meets nobody else. */
int take_pipes(struct console *console)
{
    if (setsid() < 0)
        return -errno;
    for (int fd = 0; fd <= 2; fd++)
        if (dup2(console->far_fds[fd], fd) < 0)
            return -errno;
    return 0;
}

void close_far_ends(struct console *console)
{
    for (int i = 0; i < 3; i++)
        vs_close_fd(&console->far_fds[i]);
    vs_close_fd(&console->program_fd);
}
