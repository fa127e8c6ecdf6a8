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

#define STACK_SIZE (32 * 1024)
#define ATTR       (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

static const char *const READ_ONLY[] = {"sys", "bus", "fs", "irq", "tty", "sysrq-trigger"};

/* 0400 of the host's root already; masked because their names and sizes tell about the host too. */
static const char *const MASKED[] = {"kcore", "keys", "key-users", "timer_list"};

struct maker {
    struct guest *guest;
    int result;
};

/* Runs in the guest's pid namespace, with H's memory and descriptors. */
static int make_procfs(void *argument)
{
    static const char *const NO_OPTIONS[] = {NULL};
    struct maker *maker = argument;
    maker->result = new_mount("proc", NO_OPTIONS, ATTR, &maker->guest->proc_fd);
    _exit(0);
}

/* procfs shows the pid namespace of its maker, and setns(2) moves only children there. */
static int make_in_pid_namespace(struct guest *guest)
{
    static char stack[STACK_SIZE] __attribute__((aligned(16)));
    struct maker maker = {.guest = guest, .result = -ECHILD};
    if (setns(guest->pidfd, CLONE_NEWPID) < 0)
        return -errno;
    pid_t pid = clone(make_procfs, stack + STACK_SIZE,
                      CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, &maker);
    if (pid < 0 || waitpid(pid, NULL, 0) < 0)
        return -errno;
    return maker.result;
}

/* Since 6.18 the namespace can simply be named. */
static int make_for_pid_namespace(struct guest *guest)
{
    char path[40];
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/pid", guest->pid);
    cleanup_fd int context = fsopen("proc", FSOPEN_CLOEXEC);
    if (context < 0 || fsconfig(context, FSCONFIG_SET_STRING, "pidns", path, 0) < 0 ||
        fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return -errno;
    guest->proc_fd = fsmount(context, FSMOUNT_CLOEXEC, ATTR);
    return guest->proc_fd < 0 ? -errno : 0;
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
