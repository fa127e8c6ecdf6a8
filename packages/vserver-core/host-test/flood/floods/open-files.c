#include "../program/flood.h"

static void run(struct pressure *pressure)
{
    raise_open_files();
    while (pressing(pressure))
        (void)note(pressure, open("/dev/null", O_RDONLY));
}

FLOOD("open files", run, EMFILE, ENOMEM, KILLED)
