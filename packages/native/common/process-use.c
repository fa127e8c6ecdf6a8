#include "process-use.h"
#include "cleanup.h"
#include "kernel.h"
#include "limit-file.h"
#include "limit-step.h"
#include <linux/magic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define DEPTH_MAX 40 /* above cgroup.max.depth of a guest */

/* "VmSize:\t    1234 kB". Source: proc(5). */
static void keep_largest(const char *status, const char *key, uint64_t *largest)
{
    const char *line = strstr(status, key);
    uint64_t bytes = line ? strtoull(line + strlen(key), NULL, 10) * 1024 : 0;
    if (bytes > *largest)
        *largest = bytes;
}

/* Since 6.2 the directory's size is the count; before, it is 0 and somebody has to count. */
static uint64_t count_files(int process)
{
    struct stat found;
    if (fstatat(process, "fd", &found, 0) == 0 && found.st_size > 0)
        return (uint64_t)found.st_size;
    uint64_t count = 0;
    int fd = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *listing = fd < 0 ? NULL : fdopendir(fd);
    for (struct dirent *entry; listing && (entry = readdir(listing));)
        count += entry->d_name[0] != '.';
    return count;
}

static int visit(pid_t thread, void *argument)
{
    struct vs_process_use *use = argument;
    char path[32], status[8192], leader[32];
    (void)snprintf(path, sizeof(path), "/proc/%d", thread);
    cleanup_fd int process = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (process < 0 || vs_file_read(process, "status", status, sizeof(status)) < 0)
        return 0;
    (void)snprintf(leader, sizeof(leader), "\nTgid:\t%d\n", thread);
    if (!strstr(status, leader))
        return 0; /* its process was counted by its first thread */
    uint64_t files = count_files(process);
    if (files > use->open_files)
        use->open_files = files;
    keep_largest(status, "\nVmLck:", &use->locked_bytes);
    keep_largest(status, "\nVmSize:", &use->address_space_bytes);
    keep_largest(status, "\nVmPeak:", &use->address_space_peak_bytes);
    return 0;
}

int vs_process_use(const struct vs_limit_target *target, struct vs_process_use *ret_use)
{
    struct vs_process_use use = {0};
    int r = vs_cgroup_each_thread(target->host, target->group, visit, &use);
    if (r < 0)
        return r;
    *ret_use = use;
    return 0;
}

static uint64_t sum_below(int parent, const char *name, int depth)
{
    uint64_t sum = 0, own = 0;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    cleanup_dir DIR *listing = fd < 0 ? NULL : fdopendir(fd);
    if (!listing)
        return 0;
    if (vs_keyed_read(fd, "pids.events", "max", &own) == 0)
        sum = own;
    for (struct dirent *entry; depth < DEPTH_MAX && (entry = readdir(listing));)
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
            sum += sum_below(fd, entry->d_name, depth + 1);
    return sum;
}

/*
 * Before 6.11 a refusal is counted in the group of the process that wanted to fork, not in the one
 * with the limit: then all of the tree is added up. Source: cgroup-v2.rst, pids.events.
 */
int vs_process_refusals(const struct vs_limit_target *target, uint64_t *ret_count)
{
    cleanup_fd int dir = vs_limit_directory(target, VS_CONTROLLER_PIDS);
    if (dir < 0)
        return dir;
    if (target->host->mode == VS_CGROUP_V2 && faccessat(dir, "pids.events.local", F_OK, 0) < 0) {
        *ret_count = sum_below(dir, ".", 0);
        return 0;
    }
    return vs_keyed_read(dir, "pids.events", "max", ret_count);
}

/*
 * A blocked request has "->" after its number. A lock of an open file description belongs to no
 * process, so that those of the whole host are listed here.
 */
static bool is_held(const char *line)
{
    return *line && !strstr(line, "->") && !strstr(line, " OFDLCK ");
}

/*
 * Linux has no limit of file locks. The guest's own /proc lists those of its pid namespace; whether
 * it is a procfs is asked of what was opened, since the path is the guest's. Source: proc(5),
 * locks.
 */
int vs_process_locks(pid_t pid, uint64_t *ret_count)
{
    char path[32], line[256];
    struct statfs system;
    (void)snprintf(path, sizeof(path), "/proc/%d/root", pid);
    cleanup_fd int root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    cleanup_fd int fd =
        root < 0 ? -1
                 : vs_openat2(root, "proc/locks", O_RDONLY | O_NONBLOCK, 0, VS_RESOLVE_HOSTILE);
    if (fd < 0 || fstatfs(fd, &system) < 0)
        return -errno;
    if (system.f_type != PROC_SUPER_MAGIC)
        return -ENODEV;
    FILE *locks = fdopen(vs_steal_fd(&fd), "r");
    if (!locks)
        return -errno;
    uint64_t count = 0;
    while (fgets(line, sizeof(line), locks))
        count += is_held(line);
    (void)fclose(locks);
    *ret_count = count;
    return 0;
}
