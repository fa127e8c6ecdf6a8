/* Ends what runs in a group and removes its directories. */
#include "cgroup.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define DEPTH_MAX   40 /* above cgroup.max.depth of a guest */
#define TRIES       200
#define PAUSE_NS    5000000
#define KILL_ROUNDS 400 /* of a busy machine, the last of many processes takes its time */
#define PIDS_BYTES  65536

static int remove_below(int parent, const char *name, int depth);

static int remove_children(int dir, int depth)
{
    int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *listing = copy < 0 ? NULL : fdopendir(copy);
    if (!listing)
        return -errno;
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(listing);
        if (!entry)
            return -errno;
        if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
            continue;
        int r = remove_below(dir, entry->d_name, depth + 1);
        if (r < 0)
            return r;
    }
}

static int remove_below(int parent, const char *name, int depth)
{
    if (depth > DEPTH_MAX)
        return -ELOOP;
    if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
        return 0;
    cleanup_fd int dir = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0)
        return errno == ENOENT ? 0 : -errno;
    int r = remove_children(dir, depth);
    if (r < 0)
        return r;
    return unlinkat(parent, name, AT_REMOVEDIR) < 0 && errno != ENOENT ? -errno : 0;
}

static int remove_group(const char *mount, const char *group)
{
    static const struct timespec PAUSE = {.tv_nsec = PAUSE_NS};
    cleanup_fd int dir = open(mount, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return -errno;
    int r = 0;
    /* EBUSY: the last processes are still on their way out. */
    for (int i = 0; i < TRIES; i++) {
        r = remove_below(dir, group, 0);
        if (r != -EBUSY)
            return r;
        (void)nanosleep(&PAUSE, NULL);
    }
    return r;
}

int vs_cgroup_remove(const struct vs_cgroup_host *host, const char *group)
{
    int result = 0;
    for (uint32_t i = 0; i < host->v1_count; i++) {
        int r = remove_group(host->v1[i].mount, group);
        result = result < 0 ? result : r;
    }
    for (int i = 0; i < VS_OPTIONAL_COUNT; i++) {
        int r = host->optional[i][0] ? remove_group(host->optional[i], group) : 0;
        result = result < 0 ? result : r;
    }
    int r = remove_group(host->unified, group);
    return result < 0 ? result : r;
}

/* Signals every process listed in one group. Returns how many there were, or -errno. */
static int kill_listed(const char *mount, const char *group)
{
    char path[320], pids[PIDS_BYTES];
    int n = snprintf(path, sizeof(path), "%s/%s/cgroup.procs", mount, group);
    if (n < 0 || (size_t)n >= sizeof(path))
        return -ENAMETOOLONG;
    int r = vs_file_read(AT_FDCWD, path, pids, sizeof(pids));
    if (r < 0)
        return r == -ENOENT || r == -ENODEV ? 0 : r;
    int count = 0;
    char *at = pids;
    for (long pid = strtol(at, &at, 10); pid > 0; pid = strtol(at, &at, 10)) {
        (void)kill((pid_t)pid, SIGKILL);
        count++;
    }
    return count;
}

/* For groups without cgroup.kill, and for processes that sit in the v1 groups only. */
static int kill_rounds(const char *mount, const char *group)
{
    static const struct timespec PAUSE = {.tv_nsec = PAUSE_NS};
    for (int i = 0; i < KILL_ROUNDS; i++) {
        int count = kill_listed(mount, group);
        if (count <= 0)
            return count;
        (void)nanosleep(&PAUSE, NULL);
    }
    return -EBUSY;
}

int vs_cgroup_kill(const struct vs_cgroup_host *host, const char *group)
{
    char path[320];
    int n = snprintf(path, sizeof(path), "%s/%s/cgroup.kill", host->unified, group);
    if (n < 0 || (size_t)n >= sizeof(path))
        return -ENAMETOOLONG;
    int r = vs_file_write(AT_FDCWD, path, "1");
    for (uint32_t i = 0; i < host->v1_count; i++)
        if (host->v1[i].controllers & VS_CONTROLLER_PIDS)
            return kill_rounds(host->v1[i].mount, group);
    if (r == 0 || r == -ENODEV)
        return 0;
    char guest[VS_PATH_SIZE];
    n = snprintf(guest, sizeof(guest), "%s/guest", group);
    if (r != -ENOENT || n < 0 || (size_t)n >= sizeof(guest))
        return r;
    return kill_rounds(host->unified, guest);
}
