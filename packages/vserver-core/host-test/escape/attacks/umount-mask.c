/* CAP_SYS_ADMIN may unmount, but not what its user namespace found there. mount_namespaces(7). */
#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    static const char *const MASKS[] = {"/proc/kcore", "/proc/keys", "/proc/timer_list"};
    int error = ENOENT;
    (void)facts;
    own_mounts();
    for (size_t i = 0; i < sizeof(MASKS) / sizeof(MASKS[0]); i++) {
        if (access(MASKS[i], F_OK) < 0)
            continue;
        if (umount2(MASKS[i], MNT_DETACH) == 0)
            return succeeded("%s", MASKS[i]);
        error = errno;
    }
    return refused(error);
}

ATTACK("take a mask off /proc", attempt, EPERM, EINVAL)
