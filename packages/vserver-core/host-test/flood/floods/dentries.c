/* Names that do not exist are remembered too. */
#include "../program/flood.h"

static void run(struct pressure *pressure)
{
    char name[64];
    struct stat found;
    for (unsigned long i = 0; pressing(pressure); i++) {
        (void)snprintf(name, sizeof(name), "/tmp/no-such-file-of-this-name-%lx", i);
        (void)stat(name, &found);
        (void)snprintf(name, sizeof(name), "/root/no-such-file-of-this-name-%lx", i);
        (void)stat(name, &found);
        (void)note(pressure, 0);
    }
}

FLOOD("dentries", run, NONE)
