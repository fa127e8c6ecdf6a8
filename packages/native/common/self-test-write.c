/* Writes beyond small limits as a guest would: through overlay, id-mapped, in a user namespace. */
#include "cleanup.h"
#include "idmap.h"
#include "kernel.h"
#include "self-test.h"
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

#define XID          1 /* no guest has it */
#define PIECE        65536
#define PATIENCE_S   20
#define FIRST_FILE   "0"
#define OVERLAY_PATH 64

struct place {
    int userns, lower, data, root;
};

static void close_place(struct place *place)
{
    vs_close_fd(&place->userns);
    vs_close_fd(&place->lower);
    vs_close_fd(&place->data);
    vs_close_fd(&place->root);
}

/* Overlay wants attached layers before Linux 6.15. */
static int attach(const char *path, const char *name, int userns, bool read_only, int *ret_fd)
{
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0)
        return -errno;
    int r = vs_idmap_tree(dir, name, userns, read_only, ret_fd);
    if (r < 0)
        return r;
    return move_mount(*ret_fd, "", dir, name, MOVE_MOUNT_F_EMPTY_PATH) < 0 ? -errno : 0;
}

static int set_layer(int context, const char *key, int fd, const char *sub)
{
    char path[OVERLAY_PATH];
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d%s", fd, sub);
    return fsconfig(context, FSCONFIG_SET_STRING, key, path, 0) < 0 ? -errno : 0;
}

/* The mounter's fsuid must be mapped by the layers, else the mount turns read-only. */
static int create(int context)
{
    uid_t base = vs_idmap_base(XID);
    if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) <
        0) /* keep what finds the layers */
        return -errno;
    (void)setfsgid(base);
    (void)setfsuid(base);
    int r = fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0 ? -errno : 0;
    (void)setfsuid(0);
    (void)setfsgid(0);
    (void)prctl(PR_SET_SECUREBITS, 0, 0, 0, 0);
    return r;
}

static int mount_root(struct place *place)
{
    cleanup_fd int context = fsopen("overlay", FSOPEN_CLOEXEC);
    if (context < 0)
        return -errno;
    int r = set_layer(context, "lowerdir", place->lower, "");
    r = r < 0 ? r : set_layer(context, "upperdir", place->data, "/upper");
    r = r < 0 ? r : set_layer(context, "workdir", place->data, "/work");
    if (r < 0)
        return r;
    r = create(context);
    if (r < 0)
        return r;
    place->root = fsmount(context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NODEV);
    return place->root < 0 ? -errno : 0;
}

static int make_place(const char *path, struct place *place)
{
    if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return -errno;
    int r = vs_idmap_userns(vs_idmap_base(XID), &place->userns);
    r = r < 0 ? r : attach(path, "lower", place->userns, true, &place->lower);
    r = r < 0 ? r : attach(path, "data", place->userns, false, &place->data);
    return r < 0 ? r : mount_root(place);
}

static bool is_limit(int error)
{
    return error == EDQUOT || error == ENOSPC; /* ext4 says the one, xfs the other */
}

/* The guest's own df must be its limits. */
static int compare_df(int root, const struct vs_self_test_limits *limits)
{
    if (limits->inodes == 0)
        return 0;
    struct statvfs seen;
    if (fstatvfs(root, &seen) < 0)
        return -errno;
    return seen.f_blocks * seen.f_frsize == limits->bytes && seen.f_files == limits->inodes
               ? 0
               : -ERANGE;
}

/* Empty files, which take no space, until the limit: some inodes are in use before. */
static int use_inodes(int root, const struct vs_self_test_limits *limits)
{
    if (limits->inodes == 0)
        return 0;
    for (uint64_t i = 0; i <= limits->inodes; i++) {
        char name[24];
        (void)snprintf(name, sizeof(name), "%llu", (unsigned long long)i);
        cleanup_fd int fd = openat(root, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0 && is_limit(errno))
            return i > limits->inodes / 2 ? 0 : -ENOSPC;
        if (fd < 0)
            return -errno;
    }
    return -EDOM; /* nothing has stopped it */
}

/* Twice as much as it may; the data is on its way to the disk before the file is closed. */
static int use_bytes(int root, const struct vs_self_test_limits *limits)
{
    static char piece[PIECE];
    uint64_t done = 0;
    cleanup_fd int fd = openat(root, FIRST_FILE, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -errno;
    memset(piece, 0x56, sizeof(piece));
    while (done < 2 * limits->bytes) {
        ssize_t n = write(fd, piece, sizeof(piece));
        if (n < 0 && is_limit(errno))
            return done > limits->bytes / 2 && done <= limits->bytes ? 0 : -ERANGE;
        if (n < 0)
            return -errno;
        done += (uint64_t)n;
    }
    return -EDOM;
}

static int become_guest_root(int userns)
{
    if (setns(userns, CLONE_NEWUSER) < 0)
        return -errno;
    return setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0 ? -errno : 0;
}

static _Noreturn void writer(const struct place *place, const struct vs_self_test_limits *limits,
                             int report)
{
    struct vs_failure failure = {0};
    (void)signal(SIGALRM, SIG_DFL);
    (void)alarm(PATIENCE_S);
    int r = vs_fail(&failure, "user", become_guest_root(place->userns));
    r = r < 0 ? r : vs_fail(&failure, "df", compare_df(place->root, limits));
    r = r < 0 ? r : vs_fail(&failure, "inodes", use_inodes(place->root, limits));
    r = r < 0 ? r : vs_fail(&failure, "write", use_bytes(place->root, limits));
    _exit(write(report, &failure, sizeof(failure)) == sizeof(failure) ? 0 : 1);
}

int vs_self_test_write(const char *path, const struct vs_self_test_limits *limits,
                       struct vs_failure *ret_failure)
{
    struct place place __attribute__((cleanup(close_place))) = {-1, -1, -1, -1};
    struct vs_failure failure;
    int ends[2];
    int r = vs_fail(ret_failure, "mount", make_place(path, &place));
    if (r < 0)
        return r;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return vs_fail(ret_failure, "pipe", -errno);
    cleanup_fd int ours = ends[0];
    cleanup_fd int theirs = ends[1];
    pid_t pid = fork();
    if (pid < 0)
        return vs_fail(ret_failure, "fork", -errno);
    if (pid == 0)
        writer(&place, limits, theirs);
    vs_close_fd(&theirs);
    ssize_t n = read(ours, &failure, sizeof(failure));
    (void)waitpid(pid, NULL, 0);
    if (n != sizeof(failure))
        return vs_fail(ret_failure, "died", -ECHILD);
    return vs_fail(ret_failure, failure.stage, failure.error);
}
