#include "watch.h"
#include <poll.h>
#include <string.h>

/* Its length is 0 unless it is under work, see serve.c. */
static bool is_working(const struct shared *shared)
{
    uint32_t length;
    memcpy(&length, shared->request, sizeof(length));
    return length > 0;
}

bool watch_is_stuck(struct watch *watch, const struct shared *shared, int fuse)
{
    struct pollfd polled = {.fd = fuse, .events = POLLIN};
    uint64_t taken = __atomic_load_n(&shared->taken, __ATOMIC_RELAXED);
    bool is_asked = poll(&polled, 1, 0) > 0 && (polled.revents & POLLIN);
    bool is_due = is_asked || is_working(shared);
    bool is_stuck = is_due && watch->was_due && taken == watch->taken;
    watch->taken = taken;
    watch->was_due = is_due && !is_stuck; /* its successor has a look's time of its own */
    return is_stuck;
}
