#include "../program/flood.h"

#include <sys/inotify.h>

static void run(struct pressure *pressure)
{
    raise_open_files();
    while (pressing(pressure))
        (void)note(pressure, inotify_init());
}

FLOOD("inotify instances", run, EMFILE)
