#include "mount-at.h"
#include "cleanup.h"
#include "kernel.h"
#include "protocol.h"
#include <stdio.h>
#include <string.h>
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

/* The guest may have put anything on the way. */
static int open_target(int root, const char *target, int *ret_fd)
{
    char parent[VS_TARGET_SIZE];
    (void)snprintf(parent, sizeof(parent), "%s", target);
    char *last = strrchr(parent, '/');
    *last++ = '\0';
    cleanup_fd int above =
        vs_openat2(root, parent[0] ? parent : "/", O_PATH | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
    if (above < 0)
        return -errno;
    if (mkdirat(above, last, 0755) < 0 && errno != EEXIST)
        return -errno;
    int fd = openat(above, last, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

int attach_directory(int mount, int root, const char *path)
{
    cleanup_fd int target = -1;
    int r = open_target(root, path, &target);
    if (r < 0)
        return r;
    if (move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
        return -errno;
    return 0;
}
