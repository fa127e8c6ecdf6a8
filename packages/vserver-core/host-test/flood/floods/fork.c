#include "../program/flood.h"

static void run(struct pressure *pressure)
{
    while (pressing(pressure)) {
        pid_t pid = fork();
        if (pid == 0)
            for (;;)
                (void)pause();
        (void)note(pressure, pid);
    }
}

FLOOD("processes", run, EAGAIN)
