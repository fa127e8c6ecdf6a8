#include "../program/flood.h"

static void run(struct pressure *pressure)
{
    static char block[65536];
    int ends[2];
    raise_open_files();
    while (pressing(pressure)) {
        if (note(pressure, pipe2(ends, O_NONBLOCK)))
            continue;
        (void)fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
        while (write(ends[1], block, sizeof(block)) > 0)
            ;
    }
}

FLOOD("pipes", run, EMFILE, ENFILE, ENOMEM, KILLED)
