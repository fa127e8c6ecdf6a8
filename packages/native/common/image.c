#include "image.h"
#include "cleanup.h"
#include "image-file.h"
#include "kernel.h"
#include "tool.h"
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#define E2FSCK_REPAIRED 1 /* the highest exit status after which all is well. Source: e2fsck(8) */

int vs_image_open(int guest)
{
    int fd = openat(guest, VS_IMAGE_NAME, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? -errno : fd;
}

/* The journal is the kernel's to replay; here are errors it has met while the guest ran. */
int vs_image_mend(int guest, int image)
{
    static const char *const REPAIR[VS_TOOL_ARGUMENTS_MAX] = {"e2fsck", "-p", VS_IMAGE_NAME};
    struct vs_image_super super;
    int r = vs_image_super(image, &super);
    if (r < 0 || !super.is_damaged)
        return r;
    r = vs_tool_run(guest, REPAIR);
    return r > E2FSCK_REPAIRED ? -EBADMSG : r < 0 ? r : 0;
}

/*
 * Blocks of deleted files go back to the storage (discard), and df tells the size of the file with
 * all that is in it (minixdf), so that the limit and what df says are one figure.
 */
static int mount_device(const char *path, int *ret_mount)
{
    cleanup_fd int context = fsopen("ext4", FSOPEN_CLOEXEC);
    if (context < 0)
        return errno == ENODEV ? -EOPNOTSUPP : -errno;
    if (fsconfig(context, FSCONFIG_SET_STRING, "source", path, 0) < 0 ||
        fsconfig(context, FSCONFIG_SET_FLAG, "discard", NULL, 0) < 0 ||
        fsconfig(context, FSCONFIG_SET_FLAG, "minixdf", NULL, 0) < 0 ||
        fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return -errno;
    int fd = fsmount(context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NODEV);
    if (fd < 0)
        return -errno;
    *ret_mount = fd;
    return 0;
}

int vs_image_bring_up(int guest, int image, struct vs_loop *ret_loop, int *ret_mount)
{
    int r = 0;
    if (flock(image, LOCK_EX | LOCK_NB) == 0)
        r = vs_image_mend(guest, image);
    r = r < 0 ? r : vs_loop_attach(image, ret_loop);
    return r < 0 ? r : mount_device(ret_loop->path, ret_mount);
}

int vs_image_mount(int guest, int *ret_mount)
{
    struct vs_loop loop = {.fd = -1};
    cleanup_fd int image = vs_image_open(guest);
    if (image < 0)
        return image;
    int r = vs_image_bring_up(guest, image, &loop, ret_mount);
    vs_close_fd(&loop.fd);
    return r;
}

int vs_image_use_of(int mount, struct vs_image_use *ret_use)
{
    struct statvfs found;
    if (fstatvfs(mount, &found) < 0)
        return -errno;
    ret_use->size = (struct vs_image_size){found.f_blocks * VS_IMAGE_BLOCK, found.f_files};
    ret_use->used = (struct vs_image_size){(found.f_blocks - found.f_bfree) * VS_IMAGE_BLOCK,
                                           found.f_files - found.f_ffree};
    return 0;
}

int vs_image_use(int guest, struct vs_image_use *ret_use)
{
    struct vs_image_super super;
    struct vs_loop loop;
    cleanup_fd int mount = -1;
    cleanup_lock int image = vs_image_open(guest);
    if (image < 0)
        return image;
    if (flock(image, LOCK_SH | LOCK_NB) < 0 && vs_loop_find(image, &loop) == 0) {
        int r = mount_device(loop.path, &mount);
        vs_close_fd(&loop.fd);
        return r < 0 ? r : vs_image_use_of(mount, ret_use);
    }
    int r = vs_image_super(image, &super);
    if (r == 0)
        *ret_use = super.use;
    return r;
}
