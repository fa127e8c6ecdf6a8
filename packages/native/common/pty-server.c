#include "pty-server.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "protocol.h"
#include "pty-away.h"
#include "pty-observer.h"
#include "pty-pace.h"
#include "pty-setup.h"
#include "pty-typed.h"

#define READ_ROUNDS 16 /* reads of the pty, or frames of a viewer, per step */

int pty_server_epoll_fd(const struct pty_server *server)
{
    return server->epoll_fd;
}

int pty_server_viewers(const struct pty_server *server)
{
    int attached = 0;
    for (int i = 0; i < VS_PTY_VIEWERS; i++)
        attached += server->viewers[i].fd >= 0 && server->viewers[i].attached &&
                    !server->viewers[i].observes;
    return attached;
}

/* Its connection has ended. */
static void lose(struct pty_server *server, struct pty_viewer *viewer)
{
    pty_away_begin(server, viewer);
    pty_close_fd(&viewer->fd);
}

static void send_to(struct pty_server *server, struct pty_viewer *viewer)
{
    const int32_t *status = server->exited ? &server->status : NULL;
    bool is_lost = pty_observer_is_lost(viewer, &server->ring);
    int r = is_lost ? -ENOBUFS : pty_viewer_send(viewer, &server->ring, status);
    if (r > 0)
        viewer->since = pty_pace_now();
    if (r < 0)
        lose(server, viewer);
    else if (pty_viewer_is_done(viewer))
        /* Closing here would turn credit on its way into an error that hides EXIT from the viewer.
         */
        (void)shutdown(viewer->fd, SHUT_WR);
}

static void send_to_all(struct pty_server *server)
{
    for (int i = 0; i < VS_PTY_VIEWERS; i++)
        if (server->viewers[i].fd >= 0)
            send_to(server, &server->viewers[i]);
}

static void hang_up(struct pty_server *server)
{
    server->hung_up = true;
    if (server->master_events)
        pty_watch(server, EPOLL_CTL_DEL, server->master_fd, TAG_MASTER, 0);
    server->master_events = 0;
}

/* Reads until `limit` bytes came or the pty is empty. */
static void drain(struct pty_server *server, size_t limit)
{
    while (limit && !server->hung_up) {
        ssize_t size = pty_ring_fill(&server->ring, server->master_fd, limit);
        if (size > 0)
            limit -= (size_t)size;
        else if (size == -EAGAIN)
            return;
        else if (size != -EINTR)
            hang_up(server); /* EIO: no slave is open */
    }
}

static void read_pty(struct pty_server *server)
{
    for (int i = 0; i < READ_ROUNDS && !server->hung_up && !pty_pace_is_paused(server); i++) {
        uint64_t before = server->ring.next;
        drain(server, VS_PTY_READ);
        if (server->ring.next == before)
            return;
        send_to_all(server);
    }
}

static void flush_input(struct pty_server *server, struct pty_viewer *viewer)
{
    if (pty_typed_flush(server, viewer) == 0)
        return;
    hang_up(server);
    (void)pty_typed_flush(server, viewer);
}

/* False when the pty is full, and what may wait for it too. */
static bool write_input(struct pty_server *server, struct pty_viewer *viewer)
{
    bool is_taken = pty_typed_take(viewer);
    flush_input(server, viewer);
    return is_taken || (viewer->typed_size < VS_PTY_TYPED_SIZE && write_input(server, viewer));
}

static void set_size(struct pty_server *server, const struct pty_viewer *viewer)
{
    struct winsize size = {0};
    pty_viewer_size(viewer, &size.ws_col, &size.ws_row);
    if (server->master_fd < 0)
        return;
    ioctl(server->master_fd, TIOCSWINSZ, &size);
    const uint16_t told[2] = {size.ws_col, size.ws_row};
    pty_marks_add_size(&server->marks, server->ring.next, told, pty_pace_is_input_held(server));
}

static int watch_viewer(struct pty_server *server, struct pty_viewer *viewer)
{
    uint32_t events = viewer->input_blocked ? 0 : EPOLLIN | EPOLLRDHUP;
    if (viewer->out_start < viewer->out_end)
        events |= EPOLLOUT;
    return pty_watch(server, EPOLL_CTL_MOD, viewer->fd, (int)(viewer - server->viewers), events);
}

/* What was typed may make no output that would take it along. */
static void send_marks(struct pty_server *server)
{
    if (!pty_pace_is_input_held(server))
        pty_marks_add_owed(&server->marks, server->ring.next);
    for (int i = 0; i < VS_PTY_VIEWERS; i++)
        if (server->viewers[i].fd >= 0 && pty_observer_is_behind(&server->viewers[i]))
            send_to(server, &server->viewers[i]);
}

static void watch_viewers(struct pty_server *server)
{
    for (int i = 0; i < VS_PTY_VIEWERS; i++)
        if (server->viewers[i].fd >= 0 && watch_viewer(server, &server->viewers[i]))
            pty_close_fd(&server->viewers[i].fd);
}

/* Uses what was received. VS_VIEWER_MORE, VS_VIEWER_HANGUP, or a negative errno: close this viewer.
 */
static int use_frames(struct pty_server *server, struct pty_viewer *viewer)
{
    viewer->input_blocked = false;
    for (;;) {
        int event = pty_viewer_parse(viewer, &server->ring);
        if (event <= 0 || event == VS_VIEWER_HANGUP)
            return event;
        if (event == VS_VIEWER_ATTACH && viewer->takes_input)
            server->marks.keeps_input = true;
        if (event == VS_VIEWER_ATTACH && !viewer->observes)
            pty_away_end(server);
        if (event == VS_VIEWER_RESIZE)
            set_size(server, viewer);
        if (event == VS_VIEWER_INPUT && !write_input(server, viewer)) {
            viewer->input_blocked = true;
            return VS_VIEWER_MORE;
        }
    }
}

/* The place is that of the connection which was handed over, and no longer of who brought it. */
static int take_over(struct pty_server *server, struct pty_viewer *viewer, int handed)
{
    pty_close_fd(&viewer->fd);
    viewer->fd = handed;
    return pty_watch(server, EPOLL_CTL_ADD, handed, (int)(viewer - server->viewers),
                     EPOLLIN | EPOLLRDHUP);
}

static int read_viewer(struct pty_server *server, struct pty_viewer *viewer)
{
    int r = use_frames(server, viewer);
    for (int i = 0; i < READ_ROUNDS && r == VS_VIEWER_MORE && !viewer->input_blocked; i++) {
        int handed;
        ssize_t size = pty_viewer_receive(viewer, &handed);
        if (size == -EAGAIN || size == -EINTR)
            break;
        if (handed >= 0)
            r = take_over(server, viewer, handed);
        else
            r = size < 0 ? (int)size : use_frames(server, viewer);
    }
    if (r == -EPROTO)
        pty_close_fd(&viewer->fd);
    else if (r < 0)
        lose(server, viewer);
    else
        send_to(server, viewer);
    return r == VS_VIEWER_HANGUP ? VS_PTY_HANGUP : 0;
}

static int watch_master(struct pty_server *server)
{
    if (server->hung_up || server->exited)
        return 0;
    uint32_t events = pty_pace_is_paused(server) ? 0 : EPOLLIN;
    bool is_held = pty_pace_is_input_held(server);
    for (int i = 0; i < VS_PTY_VIEWERS && !is_held; i++)
        if (server->viewers[i].fd >= 0 && server->viewers[i].typed_size)
            events |= EPOLLOUT;
    if (events == server->master_events)
        return 0;
    /* Taken out while paused: EPOLLHUP cannot be masked and would spin. */
    int operation = !events ? EPOLL_CTL_DEL : server->master_events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    int r = pty_watch(server, operation, server->master_fd, TAG_MASTER, events);
    server->master_events = r ? server->master_events : events;
    return r;
}

static int unblock_input(struct pty_server *server)
{
    int result = 0;
    for (int i = 0; i < VS_PTY_VIEWERS; i++) {
        struct pty_viewer *viewer = &server->viewers[i];
        if (viewer->fd < 0 || !viewer->typed_size)
            continue;
        flush_input(server, viewer);
        if (viewer->input_blocked)
            result |= read_viewer(server, viewer);
        else
            send_to(server, viewer);
    }
    return result;
}

static int handle_event(struct pty_server *server, const struct epoll_event *event)
{
    uint64_t ticks;
    if (event->data.u32 == TAG_TIMER) {
        if (read(server->timer_fd, &ticks, sizeof(ticks)) > 0)
            pty_pace_cut(server);
    } else if (event->data.u32 == TAG_MASTER) {
        int result = event->events & EPOLLOUT ? unblock_input(server) : 0;
        if (event->events & ~(uint32_t)EPOLLOUT)
            read_pty(server);
        return result;
    } else if (server->viewers[event->data.u32].fd >= 0) {
        struct pty_viewer *viewer = &server->viewers[event->data.u32];
        if (event->events & EPOLLIN) /* before EPOLLHUP: a viewer may type and leave */
            return read_viewer(server, viewer);
        if (event->events & (EPOLLHUP | EPOLLRDHUP | EPOLLERR))
            lose(server, viewer);
        else
            send_to(server, viewer);
    }
    return 0;
}

int pty_server_step(struct pty_server *server)
{
    struct epoll_event events[8];
    int count = epoll_wait(server->epoll_fd, events, 8, 0);
    if (count < 0)
        return errno == EINTR ? 0 : -errno;
    int result = 0;
    bool is_called = false;
    for (int i = 0; i < count; i++) {
        if (events[i].data.u32 == TAG_LISTEN)
            is_called = true;
        else
            result |= handle_event(server, &events[i]);
    }
    if (is_called) /* last: a place freed above may still have an event in this batch */
        pty_accept(server);
    send_marks(server);
    watch_viewers(server);
    pty_pace_update(server);
    int r = watch_master(server);
    return r ? r : result;
}

void pty_server_exit(struct pty_server *server, int32_t status)
{
    if (server->exited)
        return;
    drain(server, VS_PTY_EXIT_DRAIN);
    hang_up(server);
    server->exited = true;
    server->status = status;
    pty_close_fd(&server->master_fd);
    send_to_all(server);
    watch_viewers(server);
    pty_pace_update(server);
}
