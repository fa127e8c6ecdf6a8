/* The threads of a guest, one by one. */
#include "cgroup.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DEPTH_MAX  40 /* above cgroup.max.depth of a guest */
#define PASSES_MAX 200
#define QUIET      2 /* passes without a change that end it */
#define PAUSE_NS   2000000

struct walk {
    vs_thread_visit visit;
    void *argument;
    int changed;
};

static int visit(struct walk *walk, pid_t thread)
{
    int r = thread > 0 ? walk->visit(thread, walk->argument) : 0;
    if (r == -ESRCH)
        return 0;
    if (r > 0)
        walk->changed++;
    return r < 0 ? r : 0;
}

/* Numbers, one a line, of any count. */
static int walk_list(struct walk *walk, int dir, const char *file)
{
    char text[4096];
    cleanup_fd int fd = openat(dir, file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : -errno;
    pid_t thread = 0;
    for (;;) {
        ssize_t size = read(fd, text, sizeof(text));
        /* ENODEV: the group was removed; EOPNOTSUPP: a threaded one, whose root lists its threads.
         */
        if (size < 0)
            return errno == ENODEV || errno == EOPNOTSUPP ? 0 : -errno;
        if (size == 0)
            return visit(walk, thread);
        for (ssize_t i = 0; i < size; i++) {
            if (text[i] >= '0' && text[i] <= '9') {
                thread = thread * 10 + (text[i] - '0');
                continue;
            }
            int r = visit(walk, thread);
            if (r < 0)
                return r;
            thread = 0;
        }
    }
}

static int walk_tree(struct walk *walk, int parent, const char *name, int depth)
{
    if (depth > DEPTH_MAX)
        return -ELOOP;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    cleanup_dir DIR *listing = fd < 0 ? NULL : fdopendir(fd);
    if (!listing)
        return errno == ENOENT && depth > 0 ? 0 : -errno;
    int r = walk_list(walk, fd, "cgroup.threads");
    for (struct dirent *entry; r == 0 && (entry = readdir(listing));)
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
            r = walk_tree(walk, fd, entry->d_name, depth + 1);
    return r;
}

int vs_cgroup_each_thread(const struct vs_cgroup_host *host, const char *group,
                          vs_thread_visit visit_one, void *argument)
{
    char path[320];
    struct walk walk = {.visit = visit_one, .argument = argument};
    int r = vs_cgroup_path(host, VS_CONTROLLER_PIDS, group, path, sizeof(path));
    if (r < 0)
        return r;
    if (host->mode == VS_CGROUP_V2) {
        r = walk_tree(&walk, AT_FDCWD, path, 0);
    } else {
        cleanup_fd int dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
        r = dir < 0 ? -errno : walk_list(&walk, dir, "tasks");
    }
    return r < 0 ? r : walk.changed;
}

int vs_cgroup_settle(const struct vs_cgroup_host *host, const char *group,
                     vs_thread_visit visit_one, void *argument)
{
    static const struct timespec PAUSE = {.tv_nsec = PAUSE_NS};
    int changed = 0;
    for (int pass = 0, quiet = 0; pass < PASSES_MAX; pass++) {
        int r = vs_cgroup_each_thread(host, group, visit_one, argument);
        if (r < 0)
            return r;
        changed += r;
        quiet = r ? 0 : quiet + 1;
        if (quiet == QUIET)
            return changed;
        (void)nanosleep(&PAUSE, NULL); /* for a fork under way to become visible */
    }
    return -EAGAIN;
}
