/* The system calls of the program, and of what it leaves behind, that its guest has brokered. */
#include "cleanup.h"
#include "console.h"
#include "notify.h"
#include <poll.h>

int take_calls(struct console *console, struct vs_notify *notify)
{
    const struct vs_notify_guest asking = {
        .bcaps = console->bcaps,
        .ccaps = console->ccaps,
        .base = console->base,
        .pid = console->guest_pid,
        .quota_device = console->quota_device,
        .host = &console->layout.cgroup,
        .group = console->group,
        .view = console->view,
        .statfs = &console->statfs,
    };
    if (console->notify_fd < 0)
        return -1;
    if (vs_notify_init(notify, console->notify_fd, &asking) < 0) {
        vs_close_fd(&console->notify_fd); /* refused is better than unanswered */
        return -1;
    }
    console->notify_fd = -1;
    return vs_notify_fd(notify);
}

void serve_remaining_calls(struct vs_notify *notify)
{
    struct pollfd polled = {.fd = vs_notify_fd(notify), .events = POLLIN};
    while (vs_notify_step(notify) == 0)
        (void)poll(&polled, 1, -1);
    vs_notify_close(notify);
}
