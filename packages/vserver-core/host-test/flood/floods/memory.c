#include "../program/flood.h"

#include <sys/mman.h>

#define STEP (4 << 20)

static void run(struct pressure *pressure)
{
    while (pressing(pressure)) {
        char *block = mmap(NULL, STEP, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (note(pressure, block == MAP_FAILED ? -1 : 0))
            continue;
        memset(block, 1, STEP);
    }
}

FLOOD("memory", run, KILLED, ENOMEM)
