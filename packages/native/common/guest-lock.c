#include "guest-lock.h"
#include "cleanup.h"
#include "guest-state.h"
#include <sys/file.h>
#include <time.h>

#define TRIES    300
#define PAUSE_NS 10000000

bool vs_guest_is_ending(int dir)
{
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    if (vs_guest_state_read(dir, &state) < 0 || state.process.pid == 0)
        return false;
    return vs_guest_open(dir, &state, &pidfd) == -ESRCH;
}

static int take(int dir)
{
    static const struct timespec PAUSE = {.tv_nsec = PAUSE_NS};
    for (int i = 0; i < TRIES; i++) {
        if (flock(dir, LOCK_EX | LOCK_NB) == 0)
            return 0;
        if (errno != EWOULDBLOCK)
            return -errno;
        if (!vs_guest_is_ending(dir))
            return -EBUSY;
        (void)nanosleep(&PAUSE, NULL);
    }
    return -EBUSY;
}

int vs_guest_lock(int dir)
{
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    int r = take(dir);
    if (r < 0)
        return r;
    /* A guest outlives a supervisor that was killed. */
    r = vs_guest_open(dir, &state, &pidfd);
    if (r == -ESRCH)
        return 0;
    (void)flock(dir, LOCK_UN);
    return r < 0 ? r : -EBUSY;
}
