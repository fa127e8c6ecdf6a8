#include "idmap.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>

int vs_idmap_write(pid_t pid, uint32_t base)
{
    static const char *const FILES[] = {"uid_map", "gid_map"};
    char path[40], map[40];
    (void)snprintf(map, sizeof(map), "0 %u %u", base, VS_IDMAP_COUNT);
    for (int i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof(path), "/proc/%d/%s", pid, FILES[i]);
        int r = vs_file_write(AT_FDCWD, path, map);
        if (r < 0)
            return r;
    }
    return 0;
}

static int open_userns(pid_t pid, uint32_t base, int *ret_fd)
{
    char path[40];
    int r = vs_idmap_write(pid, base);
    if (r < 0)
        return r;
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/user", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

/* It has nothing of its maker's, whose locks it would keep if that were killed, and ends with it.
 */
static _Noreturn void hold_userns(pid_t maker)
{
    (void)close_range(0, ~0u, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (getppid() == maker)
        (void)pause();
    _exit(0);
}

int vs_idmap_userns(uint32_t base, int *ret_fd)
{
    struct clone_args args = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
    pid_t maker = getpid(), pid = vs_clone3(&args);
    if (pid < 0)
        return -errno;
    if (pid == 0)
        hold_userns(maker);
    int r = open_userns(pid, base, ret_fd);
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, NULL, 0);
    return r;
}

int vs_idmap_mount(int tree, int userns, bool read_only)
{
    /* A copy of a shared mount is its peer: what is mounted on it would appear on the host. The
     * storage is nosuid there, a guest has set-user-id programs of its own. */
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_IDMAP,
                              .attr_clr = MOUNT_ATTR_NOSUID,
                              .propagation = MS_PRIVATE,
                              .userns_fd = (uint64_t)userns};
    if (read_only)
        attr.attr_set |= MOUNT_ATTR_RDONLY;
    return mount_setattr(tree, "", AT_EMPTY_PATH, &attr, sizeof(attr)) < 0 ? -errno : 0;
}

int vs_idmap_tree(int dir, const char *path, int userns, bool read_only, int *ret_fd)
{
    cleanup_fd int tree = open_tree(
        dir, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW);
    if (tree < 0)
        return -errno;
    int r = vs_idmap_mount(tree, userns, read_only);
    if (r < 0)
        return r;
    *ret_fd = vs_steal_fd(&tree);
    return 0;
}
