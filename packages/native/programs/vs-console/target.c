#include <linux/magic.h>
#include <stdio.h>
#include <sys/fsuid.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <termios.h>

#include "caps.h"
#include "cleanup.h"
#include "console.h"
#include "idmap.h"
#include "kernel.h"
#include "network-host.h"
#include "process.h"
#include "state-file.h"

#ifndef TIOCGPTPEER
#define TIOCGPTPEER _IO('T', 0x41)
#endif

static int read_state(struct console *console, struct vs_state *ret_state)
{
    char path[VS_PATH_SIZE * 2];
    int r = vs_layout_run(&console->layout, "guests", console->request.name, "state", path,
                          sizeof(path));
    r = r < 0 ? r : vs_state_read(AT_FDCWD, path, ret_state);
    return r == -ENOENT ? -ESRCH : r;
}

/* As pid 1 has it. */
static int read_view(struct console *console, const struct vs_state *state)
{
    uint64_t is_virtual = 0;
    if (vs_state_get_u64(state, "virtual", &is_virtual) < 0 || !is_virtual)
        return 0;
    return vs_layout_run(&console->layout, "proc", console->request.name, "", console->view,
                         sizeof(console->view));
}

/* As pid 1 has it. When it cannot be found any more, the kernel answers. */
static void find_statfs_view(struct console *console, const struct vs_state *state)
{
    char path[VS_PATH_SIZE * 2];
    struct vs_guest_root root;
    uint64_t is_answered = 0;
    if (vs_state_get_u64(state, "statfs", &is_answered) < 0 || !is_answered ||
        vs_layout_storage(&console->layout, "guests", console->request.name, path, sizeof(path)) <
            0)
        return;
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    const struct vs_space_guest space = {.dir = dir, .root = &root};
    if (dir >= 0 && vs_guest_root_read(dir, &root) == 0)
        vs_statfs_view_find(&space, &console->statfs);
}

/* The supervisor's word: pid 1 may have given up some of its own. Without it, the default holds. */
static void read_bound(struct console *console, const struct vs_state *state)
{
    console->bcaps = vs_caps_secure();
    (void)vs_state_get_mask(state, "bcaps", &console->bcaps);
    (void)vs_state_get_mask(state, "ccaps", &console->ccaps);
    (void)vs_state_get_u64(state, "quota_device", &console->quota_device);
}

int find_guest(struct console *console)
{
    struct vs_state state;
    uint64_t pid, start, xid;
    int r = read_state(console, &state);
    if (r < 0)
        return r;
    if (vs_state_get_u64(&state, "pid", &pid) < 0 ||
        vs_state_get_u64(&state, "pid_start", &start) < 0 ||
        vs_state_get_u64(&state, "xid", &xid) < 0)
        return -ESRCH; /* it has not got that far */
    read_bound(console, &state);
    console->guest_pid = (pid_t)pid;
    console->base = vs_idmap_base((uint32_t)xid);
    find_statfs_view(console, &state);
    r = read_view(console, &state);
    r = r < 0 ? r : vs_process_open(console->guest_pid, start, &console->guest_pidfd);
    r = r < 0 ? r
              : vs_layout_group(&console->layout, console->request.name, console->group,
                                sizeof(console->group));
    r = r < 0 ? r : vs_net_is_of(&console->layout, console->guest_pid);
    console->shares_network = r == 1;
    return r < 0 ? r : 0;
}

/* The path is the guest's, so what was opened is judged, not how it is called. */
static int check_ptmx(int fd)
{
    struct stat status;
    struct statfs system;
    if (fstat(fd, &status) < 0 || fstatfs(fd, &system) < 0)
        return -errno;
    bool is_ptmx = S_ISCHR(status.st_mode) && status.st_rdev == makedev(5, 2);
    return is_ptmx && system.f_type == DEVPTS_SUPER_MAGIC ? 0 : -ENODEV;
}

/* As the guest's root, whose the slave then is. Source: devpts_pty_new(). */
static int open_ptmx(const struct console *console, int root, int *ret_fd)
{
    (void)setfsgid(console->base);
    (void)setfsuid(console->base);
    int fd =
        vs_openat2(root, "dev/pts/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK, 0, VS_RESOLVE_HOSTILE);
    int r = fd < 0 ? -errno : check_ptmx(fd);
    (void)setfsuid(0);
    (void)setfsgid(0);
    if (r == 0)
        *ret_fd = fd;
    else
        vs_close_fd(&fd);
    return r;
}

int open_pty(struct console *console)
{
    static const int UNLOCKED = 0;
    struct winsize size = {.ws_col = console->request.columns, .ws_row = console->request.rows};
    char path[40];
    (void)snprintf(path, sizeof(path), "/proc/%d/root", console->guest_pid);
    cleanup_fd int root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return -errno;
    if (vs_process_ended(console->guest_pidfd)) /* then the path was perhaps somebody else's */
        return -ESRCH;
    vs_statfs_view_add_root(&console->statfs, root);
    int r = open_ptmx(console, root, &console->master_fd);
    if (r < 0)
        return r;
    if (ioctl(console->master_fd, TIOCSPTLCK, &UNLOCKED) < 0 ||
        ioctl(console->master_fd, TIOCSWINSZ, &size) < 0)
        return -errno;
    console->slave_fd = ioctl(console->master_fd, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return console->slave_fd < 0 ? -errno : 0;
}
