/*
 * The throw-away context: what fills the tree is root of a user namespace whose ids belong to
 * nobody else. It sees the host's files read-only and may write to the new tree and to its own
 * /tmp. It shares the host's network only when it has to fetch something.
 */
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "ceiling.h"
#include "cleanup.h"
#include "idmap.h"
#include "kernel.h"
#include "method.h"

#define NICENESS   10
#define OPEN_FILES 4096
#define TMP_SIZE   "256m"

struct parts {
    int userns, tree; /* tree: detached, id-mapped mount of the new root */
};

static int die_with_parent(void)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
        return -errno;
    return 0;
}

static int set_read_only(void)
{
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_RDONLY};
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return -errno;
    if (mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &attr, sizeof(attr)) < 0)
        return -errno;
    /* A fresh proc may be no more writable than the one that is seen. Source:
     * mount_too_revealing(). */
    struct mount_attr writable = {.attr_clr = MOUNT_ATTR_RDONLY};
    return mount_setattr(AT_FDCWD, "/proc", 0, &writable, sizeof(writable)) < 0 ? -errno : 0;
}

static int mount_work(const struct build *build, const struct parts *parts)
{
    char options[96];
    (void)snprintf(options, sizeof(options), "mode=1777,uid=%u,gid=%u,size=" TMP_SIZE, build->base,
                   build->base);
    if (mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, options) < 0)
        return -errno;
    if (mkdir(CONTEXT_TARGET, 0755) < 0 ||
        move_mount(parts->tree, "", AT_FDCWD, CONTEXT_TARGET, MOVE_MOUNT_F_EMPTY_PATH) < 0)
        return -errno;
    return 0;
}

static int enter_namespaces(const struct build *build, const struct parts *parts)
{
    int network = build->method->uses_network ? 0 : CLONE_NEWNET;
    /* In this order: the mounts, copied into the user namespace, are locked there. */
    if (setns(parts->userns, CLONE_NEWUSER) < 0)
        return -errno;
    if (setresgid(0, 0, 0) < 0 || setgroups(0, NULL) < 0 || setresuid(0, 0, 0) < 0)
        return -errno;
    if (unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP |
                network) < 0)
        return -errno;
    return die_with_parent(); /* the change of ids has cleared it */
}

static int set_limits(void)
{
    struct rlimit files = {OPEN_FILES, OPEN_FILES}, core = {0, 0};
    /* A sparse file costs nothing and can still be larger than all disks. */
    struct rlimit size = {TREE_BYTES_MAX, TREE_BYTES_MAX};
    if (setrlimit(RLIMIT_NOFILE, &files) < 0 || setrlimit(RLIMIT_CORE, &core) < 0 ||
        setrlimit(RLIMIT_FSIZE, &size) < 0)
        return -errno;
    return setpriority(PRIO_PROCESS, 0, NICENESS) < 0 ? -errno : 0;
}

static int take_streams(const struct build *build, int output)
{
    cleanup_fd int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int input = build->feed_fd >= 0 ? build->feed_fd : null;
    if (null < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0)
        return -errno;
    return close_range(3, ~0u, 0) < 0 ? -errno : 0;
}

/* Pid 1 of the context. */
static int run_inside(const struct build *build)
{
    if (die_with_parent() < 0)
        return EXIT_FAILURE;
    if (sethostname("template", 8) < 0 || chdir("/tmp") < 0)
        return EXIT_FAILURE;
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0) {
        dprintf(2, "E: cannot mount /proc: %s\n", strerror(errno));
        return EXIT_FAILURE;
    }
    return build->method->run(build);
}

static int set_up(const struct build *build, const struct parts *parts)
{
    int r = die_with_parent();
    r = r < 0 ? r : vs_cgroup_attach_self(&build->layout.cgroup, build->group);
    r = r < 0 ? r : set_limits();
    r = r < 0 ? r : set_read_only();
    r = r < 0 ? r : mount_work(build, parts);
    return r < 0 ? r : enter_namespaces(build, parts);
}

/* The copier is of our own making and runs nothing of what it copies. */
_Noreturn static void run_copier(const struct build *build, int output)
{
    int r = die_with_parent();
    r = r < 0 ? r : vs_cgroup_attach_self(&build->layout.cgroup, build->group);
    r = r < 0 ? r : set_limits();
    if (r < 0 || dup2(output, 2) < 0)
        _exit(EXIT_FAILURE);
    _exit(build->method->copy(build));
}

_Noreturn static void run_outside(const struct build *build, const struct parts *parts, int output)
{
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    if (build->method->copy)
        run_copier(build, output);
    int status, r = set_up(build, parts);
    r = r < 0 ? r : take_streams(build, output);
    if (r < 0) {
        dprintf(output, "E: cannot set up the context: %s\n", strerror(-r));
        _exit(EXIT_FAILURE);
    }
    pid_t init = fork();
    if (init == 0)
        _exit(run_inside(build));
    if (init < 0 || waitpid(init, &status, 0) < 0)
        _exit(EXIT_FAILURE);
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static int open_parts(const struct build *build, struct parts *ret_parts)
{
    cleanup_fd int userns = -1;
    int r = vs_idmap_userns(build->base, &userns);
    r = r < 0 ? r : vs_idmap_tree(build->root_fd, "", userns, false, &ret_parts->tree);
    if (r == 0)
        ret_parts->userns = vs_steal_fd(&userns);
    return r;
}

/* On v2 the context is born in its group; on v1 it moves there itself. */
static int open_group(const struct build *build, int *ret_fd)
{
    return vs_cgroup_delegate(&build->layout.cgroup, build->group, build->base, ret_fd);
}

int start_context(struct build *build)
{
    int ends[2], pidfd = -1;
    struct parts parts = {-1, -1};
    cleanup_fd int group = -1;
    int r = open_group(build, &group);
    r = r < 0 ? r : open_parts(build, &parts);
    cleanup_fd int userns = parts.userns, tree = parts.tree;
    if (r < 0)
        return r;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    cleanup_fd int reader = ends[0], writer = ends[1];
    struct clone_args args = {
        .flags = CLONE_NEWNS | CLONE_PIDFD | CLONE_INTO_CGROUP,
        .pidfd = (uint64_t)(uintptr_t)&pidfd,
        .cgroup = (uint64_t)group,
        .exit_signal = SIGCHLD,
    };
    pid_t pid = vs_clone3(&args);
    if (pid < 0)
        return -errno;
    if (pid == 0)
        run_outside(build, &(struct parts){userns, tree}, writer);
    build->context_pidfd = pidfd;
    build->output_fd = vs_steal_fd(&reader);
    vs_close_fd(&build->feed_fd); /* the feeder must feel the context's end */
    return 0;
}
