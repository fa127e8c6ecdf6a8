/* Segments outlive whoever filled them. */
#include "../program/flood.h"

#include <sys/shm.h>

#define STEP (4 << 20)

static void run(struct pressure *pressure)
{
    while (pressing(pressure)) {
        int segment = shmget(IPC_PRIVATE, STEP, 0600);
        if (note(pressure, segment))
            continue;
        void *here = shmat(segment, NULL, 0);
        (void)shmctl(segment, IPC_RMID, NULL);
        if (here != (void *)-1)
            memset(here, 1, STEP);
    }
}

FLOOD("shared memory", run, ENOSPC, ENOMEM, KILLED)
