#include "mount-at.h"
#include "cleanup.h"
#include "kernel.h"
#include <sys/mount.h>
#include <sys/stat.h>

int target_directory(int root, const char *path)
{
    return mkdirat(root, path, 0755) < 0 && errno != EEXIST ? -errno : 0;
}

int attach_at(int mount, int root, const char *path)
{
    cleanup_fd int target = vs_openat2(root, path, O_PATH, 0, VS_RESOLVE_HOSTILE);
    if (target < 0)
        return -errno;
    if (move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
        return -errno;
    return 0;
}

int new_mount(const char *type, const char *const *options, uint64_t attr, int *ret_fd)
{
    cleanup_fd int context = fsopen(type, FSOPEN_CLOEXEC);
    if (context < 0)
        return -errno;
    for (int i = 0; options[i]; i += 2)
        if (fsconfig(context, FSCONFIG_SET_STRING, options[i], options[i + 1], 0) < 0)
            return -errno;
    if (fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return -errno;
    int fd = fsmount(context, FSMOUNT_CLOEXEC, (unsigned)attr);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}
