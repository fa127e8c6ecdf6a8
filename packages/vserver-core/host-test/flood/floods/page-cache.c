/* Clean pages of a file larger than the guest's memory: reclaimed at its own cost. */
#include "../program/flood.h"

#define SIZE (1l << 30)

static void run(struct pressure *pressure)
{
    static char block[1 << 20];
    int file = open("/root/sparse", O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || ftruncate(file, SIZE) < 0)
        return;
    for (off_t at = 0; pressing(pressure); at = (at + (off_t)sizeof(block)) % SIZE)
        (void)note(pressure, pread(file, block, sizeof(block), at));
}

FLOOD("page cache", run, NONE)
