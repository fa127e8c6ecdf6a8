/*
 * Shows files of the host in a running guest, over what is there:
 *   bind-into PID SOURCE TARGET...     each source at its target
 *   bind-into PID --proc TARGET        a procfs of the guest's processes, with nothing over it
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAIRS_MAX 32

static _Noreturn void fail(const char *what)
{
    perror(what);
    _exit(1);
}

static int copy(const char *source)
{
    int fd = (int)syscall(SYS_open_tree, AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (fd < 0)
        fail(source);
    return fd;
}

/* procfs shows the pid namespace of its maker. */
static int new_proc(void)
{
    int context = (int)syscall(SYS_fsopen, "proc", FSOPEN_CLOEXEC);
    if (context < 0 || syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        fail("proc");
    int fd = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
    if (fd < 0)
        fail("fsmount");
    return fd;
}

static void attach(int guest, const int *mounts, char **targets, int count, int step)
{
    if (setns(guest, CLONE_NEWNS) < 0)
        fail("setns");
    for (int i = 0; i < count; i++)
        if (syscall(SYS_move_mount, mounts[i], "", AT_FDCWD, targets[i * step],
                    MOVE_MOUNT_F_EMPTY_PATH) < 0)
            fail(targets[i * step]);
}

int main(int argc, char **argv)
{
    int mounts[PAIRS_MAX], status;
    if (argc < 4 || argc > 2 + 2 * PAIRS_MAX)
        return 2;
    int guest = pidfd_open(atoi(argv[1]), 0);
    if (guest < 0)
        fail(argv[1]);
    if (strcmp(argv[2], "--proc")) {
        int count = (argc - 2) / 2;
        for (int i = 0; i < count; i++)
            mounts[i] = copy(argv[2 + 2 * i]);
        attach(guest, mounts, argv + 3, count, 2);
        return 0;
    }
    if (setns(guest, CLONE_NEWPID) < 0)
        fail("setns");
    pid_t child = fork();
    if (child == 0) {
        mounts[0] = new_proc();
        attach(guest, mounts, argv + 3, 1, 1);
        _exit(0);
    }
    return child < 0 || waitpid(child, &status, 0) < 0 || status != 0;
}
