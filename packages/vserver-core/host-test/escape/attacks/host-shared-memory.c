#include "../program/attack.h"

#include <sys/shm.h>

static struct outcome attempt(const struct facts *facts)
{
    return judge(shmget(facts->shm_key, 4096, 0));
}

/* No segment of that key is in the guest's IPC namespace. */
ATTACK("attach shared memory of the host", attempt, ENOENT)
