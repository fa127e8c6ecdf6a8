#include "pty-pace.h"
#include "pty-away.h"
#include "pty-observer.h"

#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define TIMER_MS 1000

int64_t pty_pace_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool pty_pace_is_paused(const struct pty_server *server)
{
    bool has_viewer = false, has_near = false;
    for (int i = 0; i < VS_PTY_VIEWERS; i++) {
        const struct pty_viewer *viewer = &server->viewers[i];
        if (pty_observer_holds(viewer, &server->ring))
            return true;
        if (viewer->fd < 0 || !viewer->attached || viewer->observes)
            continue;
        has_viewer = true;
        has_near = has_near || server->ring.next - pty_viewer_taken(viewer) <= VS_PTY_AHEAD;
    }
    return has_viewer ? !has_near : pty_away_holds(server);
}

bool pty_pace_is_input_held(const struct pty_server *server)
{
    for (int i = 0; i < VS_PTY_VIEWERS; i++)
        if (pty_observer_holds(&server->viewers[i], &server->ring))
            return true;
    return false;
}

static void set_timer(struct pty_server *server, bool is_needed)
{
    if (is_needed == server->timer_armed)
        return;
    int64_t ms = server->stall_ms < TIMER_MS ? server->stall_ms : TIMER_MS;
    struct timespec period = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    struct itimerspec timer = {0};
    if (is_needed)
        timer.it_value = timer.it_interval = period;
    if (timerfd_settime(server->timer_fd, 0, &timer, NULL) == 0)
        server->timer_armed = is_needed;
}

void pty_pace_update(struct pty_server *server)
{
    bool has_late = server->away.until >= 0;
    for (int i = 0; i < VS_PTY_VIEWERS; i++) {
        struct pty_viewer *viewer = &server->viewers[i];
        if (viewer->fd < 0)
            continue;
        if (!pty_observer_holds(viewer, &server->ring))
            viewer->held_since = -1;
        else if (viewer->held_since < 0)
            viewer->held_since = pty_pace_now();
        if (viewer->attached && !pty_viewer_is_behind(viewer, &server->ring)) {
            viewer->since = -1;
            continue;
        }
        has_late = true;
        if (viewer->since < 0)
            viewer->since = pty_pace_now();
    }
    set_timer(server, has_late);
}

static bool has_progress_elsewhere(const struct pty_server *server, const struct pty_viewer *one,
                                   int64_t now)
{
    for (int i = 0; i < VS_PTY_VIEWERS; i++) {
        const struct pty_viewer *other = &server->viewers[i];
        if (other == one || other->fd < 0 || !other->attached || other->observes)
            continue;
        if (other->since < 0 || now - other->since < server->stall_ms)
            return true;
    }
    return false;
}

static bool is_too_slow(const struct pty_server *server, const struct pty_viewer *viewer,
                        int64_t now)
{
    if (viewer->since < 0)
        return false;
    int64_t age = now - viewer->since;
    if (!viewer->attached)
        return age >= server->attach_ms;
    if (viewer->is_lossless)
        return viewer->held_since >= 0 && now - viewer->held_since >= server->hold_ms;
    return age >= server->stall_ms && has_progress_elsewhere(server, viewer, now);
}

void pty_pace_cut(struct pty_server *server)
{
    int64_t now = pty_pace_now();
    if (now >= server->away.until)
        pty_away_end(server);
    for (int i = 0; i < VS_PTY_VIEWERS; i++) {
        struct pty_viewer *viewer = &server->viewers[i];
        if (viewer->fd < 0 || !is_too_slow(server, viewer, now))
            continue;
        close(viewer->fd);
        viewer->fd = -1;
    }
}
