#include "guest-lock.h"
#include "attachment.h"
#include "cleanup.h"
#include "guest-state.h"
#include "process.h"
#include <fcntl.h>
#include <sys/file.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <time.h>

/* Clearing up takes a millisecond or two, on a busy machine a hundred. */
#define FIRST_PAUSE_NS   100000
#define LONGEST_PAUSE_NS 10000000
#define PATIENCE_NS      3000000000

bool vs_guest_is_ending(int dir)
{
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    if (vs_guest_state_read(dir, &state) < 0)
        return false;
    const struct vs_guest_reply *process = &state.process;
    if (process->pid == 0) /* its supervisor was killed before there was one */
        return process->supervisor_pid != 0 &&
               vs_process_open(process->supervisor_pid, process->supervisor_start, &pidfd) ==
                   -ESRCH;
    return vs_guest_open(dir, &state, &pidfd) == -ESRCH;
}

static int try_take(int dir)
{
    if (flock(dir, LOCK_EX | LOCK_NB) == 0)
        return 0;
    return errno == EWOULDBLOCK ? -EBUSY : -errno;
}

/* The end of its supervisor would be the wrong thing to wait for: that lingers for its viewers. */
static int take(int dir)
{
    long pause = FIRST_PAUSE_NS;
    for (long waited = 0; waited < PATIENCE_NS; waited += pause) {
        int r = try_take(dir);
        if (r != -EBUSY || !vs_guest_is_ending(dir))
            return r;
        (void)nanosleep(&(struct timespec){.tv_nsec = pause}, NULL);
        pause = pause < LONGEST_PAUSE_NS ? 2 * pause : pause;
    }
    return try_take(dir);
}

/* A guest outlives a supervisor that was killed, and a mount whoever made it. */
static int refuse_living(int dir)
{
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    int r = vs_guest_open(dir, &state, &pidfd);
    r = r == -ESRCH ? vs_attachment_check(dir) : r < 0 ? r : -EBUSY;
    if (r < 0)
        (void)flock(dir, LOCK_UN);
    return r;
}

int vs_guest_try_lock(int dir)
{
    int r = try_take(dir);
    return r < 0 ? r : refuse_living(dir);
}

int vs_guest_lock(int dir)
{
    int r = take(dir);
    return r < 0 ? r : refuse_living(dir);
}

/* 1: made. With the group at once: in between the agent could not look. */
static int make(int runs, const char *name, gid_t gid)
{
    (void)setfsgid(gid);
    int r = mkdirat(runs, name, 0750) < 0 ? -errno : 1;
    (void)setfsgid(0);
    if (r != -EEXIST)
        return r;
    return fchownat(runs, name, 0, gid, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

static int check_same(int runs, const char *name, int run)
{
    struct stat locked, now;
    if (fstat(run, &locked) < 0)
        return -errno;
    if (fstatat(runs, name, &now, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? -EAGAIN : -errno;
    return locked.st_ino == now.st_ino ? 0 : -EAGAIN;
}

int vs_guest_hold(int runs, const char *name, gid_t gid, int *ret_run)
{
    int made = make(runs, name, gid);
    if (made < 0)
        return made;
    cleanup_fd int run = openat(runs, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    int r = run < 0 ? (errno == ENOENT ? -EAGAIN : -errno) : vs_guest_lock(run);
    r = r < 0 ? r : check_same(runs, name, run);
    if (r < 0)
        return r;
    *ret_run = vs_steal_fd(&run);
    return made;
}
