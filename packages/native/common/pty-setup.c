#include "pty-setup.h"
#include "pty-pace.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

int pty_watch(const struct pty_server *server, int operation, int fd, int tag, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.u32 = (uint32_t)tag};
    return epoll_ctl(server->epoll_fd, operation, fd, &event) < 0 ? -errno : 0;
}

static int set_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ? -errno : 0;
}

void pty_close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static int watch_all(struct pty_server *server, int master_fd, int listen_fd)
{
    int r = set_nonblocking(master_fd);
    r = r ? r : set_nonblocking(listen_fd);
    r = r ? r : pty_watch(server, EPOLL_CTL_ADD, listen_fd, TAG_LISTEN, EPOLLIN);
    r = r ? r : pty_watch(server, EPOLL_CTL_ADD, server->timer_fd, TAG_TIMER, EPOLLIN);
    return r ? r : pty_watch(server, EPOLL_CTL_ADD, master_fd, TAG_MASTER, EPOLLIN);
}

int pty_server_init(struct pty_server *server, int master_fd, int listen_fd)
{
    server->master_fd = server->listen_fd = -1;
    server->timer_armed = server->exited = server->hung_up = false;
    server->status = 0;
    server->stall_ms = VS_PTY_STALL_MS;
    server->attach_ms = VS_PTY_ATTACH_MS;
    server->hold_ms = VS_PTY_HOLD_MS;
    server->away_ms = VS_PTY_AWAY_MS;
    server->away.until = -1;
    server->ring.next = 0;
    server->ring.before = 0;
    pty_marks_init(&server->marks, master_fd);
    for (int i = 0; i < VS_PTY_VIEWERS; i++) {
        server->viewers[i].fd = -1;
        server->viewers[i].buffer = &server->buffers[i];
        server->viewers[i].marks = &server->marks;
    }
    server->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    server->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    int r = server->epoll_fd < 0 || server->timer_fd < 0 ? -errno : 0;
    r = r ? r : watch_all(server, master_fd, listen_fd);
    if (r) {
        pty_close_fd(&server->epoll_fd);
        pty_close_fd(&server->timer_fd);
        return r;
    }
    server->master_events = EPOLLIN;
    server->master_fd = master_fd;
    server->listen_fd = listen_fd;
    return 0;
}

void pty_accept(struct pty_server *server)
{
    int fd = accept4(server->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    for (int i = 0; i < VS_PTY_VIEWERS; i++) {
        if (server->viewers[i].fd >= 0)
            continue;
        if (pty_watch(server, EPOLL_CTL_ADD, fd, i, EPOLLIN | EPOLLRDHUP))
            break;
        pty_viewer_open(&server->viewers[i], fd, pty_pace_now());
        return;
    }
    close(fd);
}

void pty_server_close(struct pty_server *server)
{
    for (int i = 0; i < VS_PTY_VIEWERS; i++)
        pty_close_fd(&server->viewers[i].fd);
    pty_close_fd(&server->master_fd);
    pty_close_fd(&server->listen_fd);
    pty_close_fd(&server->timer_fd);
    pty_close_fd(&server->epoll_fd);
}
