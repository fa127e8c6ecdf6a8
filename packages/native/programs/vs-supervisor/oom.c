#include "oom.h"
#include "cleanup.h"
#include "kernel.h"
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>

#define PATH_SIZE 320
#define QUIET_MS  1000

static int64_t monotonic_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Source: admin-guide/cgroup-v2, memory.events; changes wake poll(2) with POLLPRI. */
static uint64_t read_kills(int fd)
{
    char text[512];
    ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
    if (n <= 0)
        return 0;
    text[n] = '\0';
    const char *found = strstr(text, "\noom_kill ");
    return found ? strtoull(found + strlen("\noom_kill "), NULL, 10) : 0;
}

static int open_v2(int dir, struct oom_watch *watch)
{
    watch->fd = openat(dir, "memory.events", O_RDONLY | O_CLOEXEC);
    if (watch->fd < 0)
        return -errno;
    watch->events = POLLPRI;
    watch->kills = read_kills(watch->fd);
    return 0;
}

/* Source: admin-guide/cgroup-v1/memory, "OOM Control". */
static int open_v1(int dir, struct oom_watch *watch)
{
    char text[32];
    cleanup_fd int control = openat(dir, "memory.oom_control", O_RDONLY | O_CLOEXEC);
    cleanup_fd int registry = openat(dir, "cgroup.event_control", O_WRONLY | O_CLOEXEC);
    cleanup_fd int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (control < 0 || registry < 0 || event < 0)
        return -errno;
    int length = snprintf(text, sizeof(text), "%d %d", event, control);
    if (write(registry, text, (size_t)length) != length)
        return -errno;
    watch->fd = vs_steal_fd(&event);
    watch->events = POLLIN;
    return 0;
}

void oom_open(const struct guest *guest, struct oom_watch *ret_watch)
{
    char path[PATH_SIZE];
    const struct vs_cgroup_host *host = &guest->layout.cgroup;
    *ret_watch = (struct oom_watch){.fd = -1};
    if (vs_cgroup_path(host, VS_CONTROLLER_MEMORY, guest->group, path, sizeof(path)) < 0)
        return;
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir >= 0)
        (void)(host->mode == VS_CGROUP_V2 ? open_v2(dir, ret_watch) : open_v1(dir, ret_watch));
}

static bool has_killed(struct oom_watch *watch)
{
    uint64_t count;
    if (watch->events == POLLIN)
        return read(watch->fd, &count, sizeof(count)) == sizeof(count);
    count = watch->kills;
    watch->kills = read_kills(watch->fd);
    return watch->kills > count;
}

bool oom_seen(struct oom_watch *watch)
{
    if (!has_killed(watch) || monotonic_ms() < watch->quiet_until_ms)
        return false;
    watch->quiet_until_ms = monotonic_ms() + QUIET_MS;
    return true;
}
