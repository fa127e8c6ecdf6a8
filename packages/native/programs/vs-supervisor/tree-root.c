#include "tree-root.h"
#include "cleanup.h"
#include "idmap.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

int make_private(struct guest *guest)
{
    (void)guest;
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ? -errno : 0;
}

static int attach_over(int mount, const char *path)
{
    return move_mount(mount, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) < 0 ? -errno : 0;
}

/*
 * Maps a layer's ids and puts it where overlay accepts it on every kernel: into B's own mount
 * namespace, over a directory that B no longer needs.
 */
static int attach_layer(const struct guest *guest, int tree, bool read_only)
{
    int r = vs_idmap_mount(tree, guest->userns_fd, read_only);
    return r < 0 ? r : attach_over(tree, guest->layout.data);
}

/* Attached layers named by descriptor work on every kernel; detached ones only since 6.15. */
static int set_layer(int context, const char *key, int fd, const char *sub)
{
    char path[80];
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d%s", fd, sub);
    return fsconfig(context, FSCONFIG_SET_STRING, key, path, 0) < 0 ? -errno : 0;
}

static int configure(const struct guest *guest, int context, int lower, int upper)
{
    char upper_path[40], work_path[40];
    (void)snprintf(upper_path, sizeof(upper_path), "/data/%u/upper", guest->root.upper);
    (void)snprintf(work_path, sizeof(work_path), "/data/%u/work", guest->root.upper);
    int r = set_layer(context, "lowerdir", lower, "");
    r = r < 0 ? r : set_layer(context, "upperdir", upper, upper_path);
    r = r < 0 ? r : set_layer(context, "workdir", upper, work_path);
    if (r < 0)
        return r;
    if (fsconfig(context, FSCONFIG_SET_STRING, "redirect_dir", "on", 0) < 0)
        return -errno;
    if ((guest->request.flags & VS_START_VOLATILE) &&
        fsconfig(context, FSCONFIG_SET_FLAG, "volatile", NULL, 0) < 0)
        return -errno;
    /* The mounter's fsuid must be mapped by the layers, else the mount turns read-only. */
    return fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0 ? -errno : 0;
}

int mount_root(struct guest *guest)
{
    int lower = guest->template_fd, upper = guest->storage_fd;
    int r = attach_layer(guest, lower, true);
    r = r < 0 ? r : attach_layer(guest, upper, false);
    if (r < 0)
        return r;
    cleanup_fd int context = fsopen("overlay", FSOPEN_CLOEXEC);
    if (context < 0)
        return -errno;
    r = configure(guest, context, lower, upper);
    if (r < 0)
        return r;
    guest->root_fd = fsmount(context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NODEV);
    if (guest->root_fd < 0)
        return -errno;
    return attach_over(guest->root_fd, guest->layout.data);
}

static bool hostname_is(int etc, const char *text)
{
    char found[VS_HOSTNAME_SIZE + 2] = {0};
    cleanup_fd int fd = openat(etc, "hostname", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    return fd >= 0 && read(fd, found, sizeof(found) - 1) >= 0 && !strcmp(found, text);
}

/*
 * systemd takes its name from the file. The guest may have put anything there since its last start,
 * so the file is replaced, never opened for writing, and what cannot be replaced is left alone.
 */
int write_hostname(struct guest *guest)
{
    char text[VS_HOSTNAME_SIZE + 1];
    (void)snprintf(text, sizeof(text), "%s\n", guest->request.hostname);
    cleanup_fd int etc =
        vs_openat2(guest->root_fd, "etc", O_RDONLY | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
    if (etc < 0 || hostname_is(etc, text))
        return 0;
    (void)unlinkat(etc, "hostname", 0);
    cleanup_fd int fd =
        openat(etc, "hostname", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return errno == ENOSPC || errno == EDQUOT ? -errno : 0;
    return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

/* pivot_root(2), NOTES: "." twice stacks the old root over the new one, where it is let go. */
int enter_root(struct guest *guest)
{
    if (fchdir(guest->root_fd) < 0)
        return -errno;
    if (syscall(SYS_pivot_root, ".", ".") < 0)
        return -errno;
    return umount2(".", MNT_DETACH) < 0 ? -errno : 0;
}
