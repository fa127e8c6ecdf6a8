/* kernel.pty.max is one for all guests. */
#include "../program/flood.h"

static void run(struct pressure *pressure)
{
    raise_open_files();
    while (pressing(pressure))
        (void)note(pressure, open("/dev/ptmx", O_RDWR | O_NOCTTY));
}

FLOOD("pseudo-terminals", run, ENOSPC)
