#include "../program/flood.h"

#define SIZE (64l << 20)

static void run(struct pressure *pressure)
{
    static char block[1 << 20];
    int file = open("/root/written", O_WRONLY | O_CREAT, 0600);
    for (off_t at = 0; pressing(pressure); at = (at + (off_t)sizeof(block)) % SIZE) {
        if (note(pressure, pwrite(file, block, sizeof(block), at)))
            return;
        if (at % (8 << 20) == 0)
            (void)fdatasync(file);
    }
    (void)unlink("/root/written");
}

FLOOD("disk writes", run, NONE)
