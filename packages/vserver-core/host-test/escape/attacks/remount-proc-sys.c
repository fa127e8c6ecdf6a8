#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    static const char *const TARGETS[] = {"/proc/sys", "/proc/bus", "/sys"};
    int error = ENOENT;
    (void)facts;
    own_mounts();
    for (size_t i = 0; i < sizeof(TARGETS) / sizeof(TARGETS[0]); i++) {
        if (mount("none", TARGETS[i], NULL, MS_REMOUNT | MS_BIND, NULL) == 0)
            return succeeded("%s", TARGETS[i]);
        error = errno == EINVAL ? error : errno;
    }
    return refused(error);
}

ATTACK("make /proc/sys writable again", attempt, EPERM, EACCES)
