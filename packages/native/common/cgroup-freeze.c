/*
 * Stands a guest still. Frozen is the child "guest", so that what the supervisor freezes one level
 * above, when a shared network is lost, is not let go by whoever lets the guest go on. The file
 * belongs to root; what is frozen can still be killed. Source: cgroup-v2.rst, cgroup.freeze.
 */
#include "cgroup.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include <poll.h>
#include <string.h>
#include <time.h>

#define PATIENCE_MS 5000

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int vs_cgroup_is_frozen(const struct vs_cgroup_host *host, const char *group)
{
    char text[8];
    cleanup_fd int dir = -1;
    int r = vs_cgroup_open(host, group, "guest", &dir);
    r = r < 0 ? r : vs_file_read(dir, "cgroup.freeze", text, sizeof(text));
    return r < 0 ? r : text[0] == '1';
}

/* The kernel tells each change of cgroup.events by POLLPRI. */
static int wait_frozen(int dir)
{
    char text[256];
    cleanup_fd int events = openat(dir, "cgroup.events", O_RDONLY | O_CLOEXEC);
    if (events < 0)
        return -errno;
    for (int64_t end = now_ms() + PATIENCE_MS;;) {
        ssize_t size = pread(events, text, sizeof(text) - 1, 0);
        if (size < 0)
            return -errno;
        text[size] = '\0';
        if (strstr(text, "frozen 1"))
            return 0;
        int64_t left = end - now_ms();
        struct pollfd polled = {.fd = events, .events = POLLPRI};
        if (left <= 0)
            return -ETIMEDOUT;
        if (poll(&polled, 1, (int)left) < 0 && errno != EINTR)
            return -errno;
    }
}

int vs_cgroup_freeze(const struct vs_cgroup_host *host, const char *group)
{
    cleanup_fd int dir = -1;
    int r = vs_cgroup_open(host, group, "guest", &dir);
    r = r < 0 ? r : vs_file_write(dir, "cgroup.freeze", "1");
    if (r < 0)
        return r;
    r = wait_frozen(dir);
    if (r < 0) /* half a guest that stands still helps nobody */
        (void)vs_file_write(dir, "cgroup.freeze", "0");
    return r;
}

int vs_cgroup_thaw(const struct vs_cgroup_host *host, const char *group)
{
    cleanup_fd int dir = -1;
    int r = vs_cgroup_open(host, group, "guest", &dir);
    return r < 0 ? r : vs_file_write(dir, "cgroup.freeze", "0");
}
