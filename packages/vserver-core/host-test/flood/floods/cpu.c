#include "../program/flood.h"

#define SPINNERS 32

static void run(struct pressure *pressure)
{
    for (int i = 0; i < SPINNERS; i++) {
        pid_t pid = fork();
        if (note(pressure, pid) || pid > 0)
            continue;
        while (pressing(pressure))
            ;
        _exit(0);
    }
    while (pressing(pressure))
        ;
}

FLOOD("CPU", run, NONE)
