/* Its pages cannot be reclaimed: without a size it would fill all of the guest's memory for good.
 */
#include "../program/flood.h"

static void run(struct pressure *pressure)
{
    static char block[1 << 20];
    static const char *const FILES[] = {"/tmp/flood", "/dev/shm/flood", "/run/flood"};
    int files[3];
    for (size_t i = 0; i < 3; i++)
        files[i] = open(FILES[i], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    for (unsigned long i = 0; pressing(pressure); i++)
        (void)note(pressure, write(files[i % 3], block, sizeof(block)));
    for (size_t i = 0; i < 3; i++)
        (void)unlink(FILES[i]);
}

FLOOD("tmpfs", run, ENOSPC)
