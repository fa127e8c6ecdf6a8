#include "image-quota.h"
#include "cleanup.h"
#include "image-file.h"
#include "kernel.h"
#include "notify-decode.h"
#include "protocol.h"
#include "tool.h"
#include "tree.h"
#include <signal.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define E2FSCK_REPAIRED 1 /* the highest exit status after which all is well. Source: e2fsck(8) */
#define TEST            ".quota-test"

/* What mke2fs(8) counts of the files it copies in is wrong, so tune2fs(8) does it: both count what
 * is on the disk, and of a journal nothing. */
static int begin_to_count(int guest, int image)
{
    static const char *const REPLAY[VS_TOOL_ARGUMENTS_MAX] = {"e2fsck", "-p", VS_IMAGE_NAME};
    static const char *const COUNT[VS_TOOL_ARGUMENTS_MAX] = {"tune2fs", "-Q", "usrquota,grpquota",
                                                             VS_IMAGE_NAME};
    struct vs_image_super super;
    int r = vs_image_super(image, &super);
    if (r < 0 || super.counts_quota)
        return r;
    r = super.has_journal_to_replay ? vs_tool_run(guest, REPLAY) : 0;
    if (r < 0 || r > E2FSCK_REPAIRED)
        return r < 0 ? r : -EBADMSG;
    r = vs_tool_run(guest, COUNT);
    return r == -ENOENT ? -EOPNOTSUPP : r > 0 ? -EIO : r;
}

/* In mounts of its own, where the name leads to the device. */
static int create_named(int context, dev_t device)
{
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("none", "/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0700") < 0 ||
        mknod(VS_QUOTA_DEVICE, S_IFBLK | 0600, device) < 0 ||
        fsconfig(context, FSCONFIG_SET_STRING, "source", VS_QUOTA_DEVICE, 0) < 0 ||
        fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return errno;
    return 0;
}

static int create_in_child(int context, dev_t device)
{
    int status;
    struct clone_args args = {.flags = CLONE_FILES | CLONE_NEWNS, .exit_signal = SIGCHLD};
    pid_t pid = vs_clone3(&args);
    if (pid < 0)
        return -errno;
    if (pid == 0)
        _exit(create_named(context, device));
    if (waitpid(pid, &status, 0) < 0)
        return -errno;
    return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

/* As vs_image_mount() has it, and limits are kept, not only counted. Source: ext4_enable_quotas().
 */
static int mount_device(const struct vs_loop *loop, int *ret_mount)
{
    static const char *const FLAGS[] = {"discard", "minixdf", "usrquota", "grpquota"};
    struct stat device;
    cleanup_fd int context = fsopen("ext4", FSOPEN_CLOEXEC);
    if (context < 0)
        return errno == ENODEV ? -EOPNOTSUPP : -errno;
    for (size_t i = 0; i < sizeof(FLAGS) / sizeof(FLAGS[0]); i++)
        if (fsconfig(context, FSCONFIG_SET_FLAG, FLAGS[i], NULL, 0) < 0)
            return errno == EINVAL ? -EOPNOTSUPP : -errno;
    if (fstat(loop->fd, &device) < 0)
        return -errno;
    int r = create_in_child(context, device.st_rdev);
    if (r < 0) /* without the format the kernel takes such a file system for damaged */
        return r == -EINVAL || r == -EROFS || r == -ESRCH ? -EOPNOTSUPP : r;
    int mount = fsmount(context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NODEV);
    if (mount < 0)
        return -errno;
    *ret_mount = mount;
    return 0;
}

int vs_image_mount_quota(int guest, int *ret_mount)
{
    struct vs_loop loop = {.fd = -1};
    cleanup_fd int image = vs_image_open(guest);
    if (image < 0)
        return image;
    if (flock(image, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? -EBUSY : -errno;
    int r = vs_image_mend(guest, image);
    r = r < 0 ? r : begin_to_count(guest, image);
    r = r < 0 ? r : vs_loop_attach(image, &loop);
    r = r < 0 ? r : mount_device(&loop, ret_mount);
    vs_close_fd(&loop.fd);
    return r;
}

static int try_in(int dir)
{
    static const struct vs_image_size SMALLEST = {VS_IMAGE_MIN, VS_INFINITY};
    struct if_dqinfo info;
    cleanup_fd int mount = -1;
    int r = mkdirat(dir, "from", 0700) < 0 ? -errno : vs_image_make(dir, "from", &SMALLEST);
    r = r < 0 ? r : vs_image_mount_quota(dir, &mount);
    if (r < 0)
        return r;
    uint32_t command = QCMD((uint32_t)Q_GETINFO, USRQUOTA);
    return syscall(SYS_quotactl_fd, mount, command, 0, &info) < 0 ? -errno : 0;
}

int vs_image_try_quota(int storage)
{
    int r = vs_tree_remove(storage, TEST); /* of one that was killed */
    if (r < 0)
        return r;
    if (mkdirat(storage, TEST, 0700) < 0)
        return -errno;
    cleanup_fd int dir = openat(storage, TEST, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    r = dir < 0 ? -errno : try_in(dir);
    int removed = vs_tree_remove(storage, TEST);
    return r < 0 ? r : removed;
}
