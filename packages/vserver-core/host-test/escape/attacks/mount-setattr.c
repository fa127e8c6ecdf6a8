#include "../program/attack.h"

#include <sys/mount.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    struct mount_attr attr = {.attr_clr = MOUNT_ATTR_RDONLY};
    own_mounts();
    return judge(syscall(SYS_mount_setattr, AT_FDCWD, "/proc/sys", 0, &attr, sizeof(attr)));
}

ATTACK("clear read-only by mount_setattr", attempt, EPERM, ENOSYS)
