/* The host's disk, read past every permission. */
#include "../program/attack.h"

#include <sys/sysmacros.h>

static struct outcome attempt(const struct facts *facts)
{
    static const char *const PLACES[] = {"/root/disk", "/dev/disk0", "/tmp/disk", "/dev/shm/disk"};
    int error = 0;
    for (size_t i = 0; i < sizeof(PLACES) / sizeof(PLACES[0]); i++) {
        if (mknod(PLACES[i], S_IFBLK | 0600, makedev(facts->major, facts->minor)) == 0 &&
            open(PLACES[i], O_RDONLY) >= 0)
            return succeeded("%s", PLACES[i]);
        error = errno;
        (void)unlink(PLACES[i]);
    }
    return refused(error);
}

ATTACK("make and open a block device", attempt, EPERM, EACCES)
