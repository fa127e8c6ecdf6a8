#include "bin.h"
#include "backend.h"
#include "bin-age.h"
#include "cleanup.h"
#include "disk-quota.h"
#include "guest-root.h"
#include "guest.h"
#include "kernel.h"
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#define SWEEP_EVERY_MS 60000
#define NICENESS       19
#define RENAMES_MAX    60

int move_to_bin(const struct vs_layout_record *layout, const char *kind, const char *name,
                const char *prefix)
{
    char to[96];
    cleanup_fd int from = open_storage(layout, kind);
    cleanup_fd int bin = open_storage(layout, "bin");
    if (from < 0 || bin < 0)
        return from < 0 ? from : bin;
    for (int i = 0; i < RENAMES_MAX; i++) { /* the same name may be deleted twice in a second */
        (void)snprintf(to, sizeof(to), "%s%s.%lld", prefix, name, (long long)time(NULL) + i);
        if (renameat2(from, name, bin, to, RENAME_NOREPLACE) == 0)
            return fsync(bin) < 0 || fsync(from) < 0 ? -errno : 0;
        if (errno != EEXIST)
            return errno == ENOENT ? 0 : -errno;
    }
    return -EEXIST;
}

static bool is_over(const char *name, const struct stat *st, uint64_t keep_seconds)
{
    return vs_bin_is_over(name, st->st_ctime, keep_seconds, time(NULL));
}

/* Whoever takes files back has them locked; what was locked here may have got another place. */
static int lock_entry(int bin, const char *name, uint64_t keep_seconds)
{
    struct stat locked, now;
    if (fstatat(bin, name, &now, AT_SYMLINK_NOFOLLOW) < 0 || !is_over(name, &now, keep_seconds))
        return -EAGAIN;
    cleanup_fd int entry = openat(bin, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (entry < 0 || flock(entry, LOCK_EX | LOCK_NB) < 0 || fstat(entry, &locked) < 0 ||
        fstatat(bin, name, &now, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    if (locked.st_ino != now.st_ino || !is_over(name, &locked, keep_seconds))
        return -EAGAIN;
    return vs_steal_fd(&entry);
}

/* A project without limits and files has no record, so that the walk over all stays short. */
static void forget_limits(int entry)
{
    static const struct vs_quota NOTHING;
    struct vs_guest_root root;
    if (vs_guest_root_read_any(entry, &root) == 0 && root.project)
        (void)vs_quota_set(entry, root.project, &NOTHING);
}

static void sweep_entry(int bin, const char *name, uint64_t keep_seconds)
{
    cleanup_fd int entry = lock_entry(bin, name, keep_seconds);
    if (entry < 0)
        return;
    forget_limits(entry);
    (void)vs_backend_remove(bin, name);
}

static _Noreturn void sweep(const struct broker *broker)
{
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)setpriority(PRIO_PROCESS, 0, NICENESS);
    int bin = open_storage(&broker->layout, "bin");
    int copy = bin < 0 ? -1 : dup(bin);
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    for (struct dirent *entry; entries && (entry = readdir(entries));)
        sweep_entry(bin, entry->d_name, broker->bin_seconds);
    _exit(0);
}

void sweep_when_due(struct broker *broker, int64_t now_ms)
{
    if (broker->sweeper || now_ms < broker->next_sweep_ms)
        return;
    int64_t keep_ms = (int64_t)broker->bin_seconds * 1000 + 1000;
    broker->next_sweep_ms = now_ms + (keep_ms < SWEEP_EVERY_MS ? keep_ms : SWEEP_EVERY_MS);
    pid_t pid = fork();
    if (pid == 0) {
        (void)close_range(3, ~0u, 0);
        sweep(broker);
    }
    broker->sweeper = pid > 0 ? pid : 0;
}
