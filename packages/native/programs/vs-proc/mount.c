#include "mount.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define ATTR (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_RDONLY)

static void path_of(const struct vs_layout_record *layout, char ret_path[320])
{
    (void)snprintf(ret_path, 320, "%s/proc", layout->run);
}

bool proc_is_mounted(const struct vs_layout_record *layout)
{
    char path[320];
    struct statx above, found;
    path_of(layout, path);
    if (statx(AT_FDCWD, layout->run, AT_STATX_DONT_SYNC, STATX_MNT_ID, &above) < 0 ||
        statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_MNT_ID, &found) < 0)
        return false;
    return above.stx_mnt_id != found.stx_mnt_id;
}

/* RUN is root's alone to write to, so that nobody else's mount is there. */
void proc_unmount(const struct vs_layout_record *layout)
{
    char path[320];
    path_of(layout, path);
    while (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0)
        ;
    (void)rmdir(path);
}

static int set(int context, const char *key, const char *value)
{
    return fsconfig(context, value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG, key, value, 0);
}

/* default_permissions: the kernel itself holds the modes, and the root is the host's root's. */
static int make(int fuse, int *ret_mount)
{
    char number[16];
    (void)snprintf(number, sizeof(number), "%d", fuse);
    const char *const options[][2] = {
        {"source", "vs-proc"},
        {"fd", number},
        {"rootmode", "40700"},
        {"user_id", "0"},
        {"group_id", "0"},
        {"allow_other", NULL},
        {"default_permissions", NULL},
    };
    cleanup_fd int context = fsopen("fuse", FSOPEN_CLOEXEC);
    if (context < 0)
        return -errno;
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        if (set(context, options[i][0], options[i][1]) < 0)
            return -errno;
    if (fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return -errno;
    *ret_mount = fsmount(context, FSMOUNT_CLOEXEC, ATTR);
    return *ret_mount < 0 ? -errno : 0;
}

int proc_mount(const struct vs_layout_record *layout, int *ret_fuse, struct vs_failure *ret_failure)
{
    char path[320];
    cleanup_fd int mount = -1;
    cleanup_fd int fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (fuse < 0)
        return vs_fail(ret_failure, "fuse-device", -errno);
    proc_unmount(layout);
    path_of(layout, path);
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return vs_fail(ret_failure, "directory", -errno);
    int r = make(fuse, &mount);
    if (r < 0)
        return vs_fail(ret_failure, "fuse-mount", r);
    if (move_mount(mount, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) < 0)
        return vs_fail(ret_failure, "fuse-mount", -errno);
    *ret_fuse = vs_steal_fd(&fuse);
    return 0;
}
