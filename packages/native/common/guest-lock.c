#include "guest-lock.h"
#include "attachment.h"
#include "cleanup.h"
#include "guest-state.h"
#include "process.h"
#include <sys/file.h>
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
