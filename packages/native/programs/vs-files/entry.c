/* RUN/files: one directory for each job, and the locks that keep jobs apart. */
#include "cleanup.h"
#include "file.h"
#include "files.h"
#include "kernel.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define LAST ".@last" /* no guest has an at sign in its name */
#define KEPT 200      /* directories of jobs that have ended */

#define ENDING_TRIES    100
#define ENDING_PAUSE_US 5000

static int open_jobs(const struct files *files)
{
    char path[256];
    int r = vs_layout_run(&files->layout, "files", "", "", path, sizeof(path));
    r = r < 0 ? r : vs_make_directories(path, 0750);
    if (r < 0)
        return r;
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0 || fchown(dir, 0, files->layout.agent_gid) < 0 || fchmod(dir, 0750) < 0)
        return -errno;
    return vs_steal_fd(&dir);
}

static int lock_directory(int jobs, const char *name, int *ret_dir)
{
    cleanup_fd int dir = openat(jobs, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0)
        return -errno;
    if (flock(dir, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? -EBUSY : -errno;
    *ret_dir = vs_steal_fd(&dir);
    return 0;
}

struct oldest {
    char name[VS_JOB_SIZE];
    struct timespec at;
    unsigned count;
};

static bool is_older(const struct timespec *one, const struct timespec *other)
{
    return one->tv_sec < other->tv_sec ||
           (one->tv_sec == other->tv_sec && one->tv_nsec < other->tv_nsec);
}

/* The oldest that no job holds. */
static int find_oldest(int jobs, struct oldest *ret_oldest)
{
    struct oldest oldest = {0};
    int copy = openat(jobs, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries)
        return -errno;
    for (const struct dirent *entry; (entry = readdir(entries));) {
        struct stat st;
        cleanup_fd int dir = -1;
        if (entry->d_name[0] == '.' || strlen(entry->d_name) >= sizeof(oldest.name))
            continue;
        oldest.count++;
        if (fstatat(jobs, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
            (oldest.name[0] && !is_older(&st.st_mtim, &oldest.at)) ||
            lock_directory(jobs, entry->d_name, &dir) < 0)
            continue;
        (void)snprintf(oldest.name, sizeof(oldest.name), "%s", entry->d_name);
        oldest.at = st.st_mtim;
    }
    *ret_oldest = oldest;
    return 0;
}

static void prune(int jobs)
{
    struct oldest oldest;
    for (;;) {
        int r = find_oldest(jobs, &oldest);
        if (r < 0 || oldest.count <= KEPT || !oldest.name[0] ||
            vs_tree_remove(jobs, oldest.name) < 0)
            return;
    }
}

/* An older job of the name has told its end a moment before it lets go. */
static int lock_ended(int jobs, const char *job, int *ret_dir)
{
    int r = -EBUSY;
    for (int i = 0; r == -EBUSY && i < ENDING_TRIES; i++) {
        if (i > 0)
            (void)usleep(ENDING_PAUSE_US);
        r = lock_directory(jobs, job, ret_dir);
    }
    return r;
}

int open_entry(struct files *files)
{
    const char *job = files->request.job;
    cleanup_fd int jobs = open_jobs(files);
    if (jobs < 0)
        return jobs;
    if (mkdirat(jobs, job, 0750) < 0 && errno != EEXIST)
        return -errno;
    int r = lock_ended(jobs, job, &files->run_fd);
    if (r < 0)
        return r;
    (void)unlinkat(files->run_fd, "state", 0); /* of an older job with this name */
    if (fchown(files->run_fd, 0, files->layout.agent_gid) < 0 || fchmod(files->run_fd, 0750) < 0)
        return -errno;
    files->log_fd = openat(files->run_fd, "log",
                           O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (files->log_fd < 0 || fchown(files->log_fd, 0, files->layout.agent_gid) < 0)
        return -errno;
    prune(jobs);
    return 0;
}

int lock_entry(const struct files *files, const char *name, int *ret_fd)
{
    cleanup_fd int jobs = open_jobs(files);
    if (jobs < 0)
        return jobs;
    cleanup_fd int fd = openat(jobs, name, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -errno;
    if (flock(fd, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? -EBUSY : -errno;
    *ret_fd = vs_steal_fd(&fd);
    return 0;
}

int read_last(const struct files *files, char *ret_name, size_t size)
{
    cleanup_fd int jobs = open_jobs(files);
    return jobs < 0 ? jobs : vs_file_read(jobs, LAST, ret_name, size);
}

void write_last(const struct files *files, const char *name)
{
    cleanup_fd int jobs = open_jobs(files);
    cleanup_fd int file =
        jobs < 0 ? -1
                 : openat(jobs, LAST, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file >= 0)
        (void)!write(file, name, strlen(name));
}
