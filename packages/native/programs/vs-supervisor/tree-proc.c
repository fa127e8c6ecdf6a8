#include "tree-proc.h"
#include "cleanup.h"
#include "kernel.h"
#include "mount-at.h"
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#define ATTR (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

static const char *const READ_ONLY[] = {"sys", "bus", "fs", "irq", "tty", "sysrq-trigger"};

/* 0400 of the host's root already; masked because their names and sizes tell about the host too. */
static const char *const MASKED[] = {"kcore", "keys", "key-users", "timer_list"};

/*
 * B's own until it enters the guest's tree. In the host's instance the names below /proc/sys that
 * belong to a namespace hash alike for all namespaces: beside 1,000 guests each look-up would
 * compare 1,000 of them. Source: fs/proc/proc_sysctl.c, proc_sys_compare().
 */
int mount_own_proc(struct guest *guest, int root)
{
    static const char *const NO_OPTIONS[] = {NULL};
    int r = new_mount("proc", NO_OPTIONS, ATTR, &guest->own_proc_fd);
    return r < 0 ? r : attach_at(guest->own_proc_fd, root, "proc");
}

/* Runs in the guest's pid namespace and leaves the mount under the number of proc_fd, in B's table.
 */
static _Noreturn void make_procfs(const struct guest *guest)
{
    static const char *const NO_OPTIONS[] = {NULL};
    int mount = -1;
    int r = new_mount("proc", NO_OPTIONS, ATTR, &mount);
    if (r == 0 && dup3(mount, guest->proc_fd, O_CLOEXEC) < 0)
        r = -errno;
    vs_close_fd(&mount);
    _exit(-r);
}

/*
 * procfs shows the pid namespace of its maker, and setns(2) moves only children there. No CLONE_VM:
 * before 6.3 a process that has made a time namespace may not share its memory with a child.
 */
static int make_in_pid_namespace(struct guest *guest)
{
    struct clone_args args = {.flags = CLONE_FILES | CLONE_VFORK, .exit_signal = SIGCHLD};
    int status;
    guest->proc_fd = open("/dev/null", O_PATH | O_CLOEXEC);
    if (guest->proc_fd < 0 || setns(guest->pidfd, CLONE_NEWPID) < 0)
        return -errno;
    pid_t pid = vs_clone3(&args);
    if (pid == 0)
        make_procfs(guest);
    if (pid < 0 || waitpid(pid, &status, 0) < 0)
        return -errno;
    return WIFEXITED(status) ? -WEXITSTATUS(status) : -ECHILD;
}

/* Since 6.18 the namespace can simply be named. */
static int make_for_pid_namespace(struct guest *guest)
{
    char path[40];
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/pid", guest->pid);
    const char *options[] = {"pidns", path, NULL};
    return new_mount("proc", options, ATTR, &guest->proc_fd);
}

int mount_proc(struct guest *guest)
{
    bool by_name = guest->layout.features & VS_FEATURE_PROC_PIDNS;
    int r = by_name ? make_for_pid_namespace(guest) : make_in_pid_namespace(guest);
    r = r < 0 ? r : target_directory(guest->root_fd, "proc");
    return r < 0 ? r : attach_at(guest->proc_fd, guest->root_fd, "proc");
}

static int protect(const struct guest *guest, const char *name)
{
    cleanup_fd int copy = open_tree(guest->proc_fd, name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (copy < 0)
        return errno == ENOENT ? 0 : -errno;
    struct mount_attr attr = {.attr_set = ATTR | MOUNT_ATTR_RDONLY};
    if (mount_setattr(copy, "", AT_EMPTY_PATH, &attr, sizeof(attr)) < 0)
        return -errno;
    return attach_at(copy, guest->proc_fd, name);
}

static int mask(const struct guest *guest, const char *name)
{
    if (faccessat(guest->proc_fd, name, F_OK, 0) < 0)
        return 0;
    cleanup_fd int null = open_tree(AT_FDCWD, "/dev/null", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    struct stat found;
    if (null < 0 || fstat(null, &found) < 0)
        return -errno;
    /* Somebody may have swapped the source. */
    if (!S_ISCHR(found.st_mode) || found.st_rdev != makedev(1, 3))
        return -EINVAL;
    return attach_at(null, guest->proc_fd, name);
}

int mask_proc(struct guest *guest)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < sizeof(READ_ONLY) / sizeof(READ_ONLY[0]); i++)
        r = protect(guest, READ_ONLY[i]);
    for (size_t i = 0; r == 0 && i < sizeof(MASKED) / sizeof(MASKED[0]); i++)
        r = mask(guest, MASKED[i]);
    (void)close(guest->proc_fd);
    guest->proc_fd = -1;
    return r;
}
