#include "init.h"
#include "ahead.h"
#include "caps.h"
#include "cleanup.h"
#include "file.h"
#include "groups.h"
#include "kernel.h"
#include "latch.h"
#include "limit.h"
#include "network-shared.h"
#include "seccomp.h"
#include "socket.h"
#include "stop-signal.h"
#include "style.h"
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

/* Where the two descriptors that must live until exec are put. */
#define CHILD_FD   3
#define INIT_FD    4
#define FIRST_FREE 5

static int make_network_namespace(const struct guest *guest)
{
    if (guest->request.share_network[0] || has_shared_network(guest))
        return 0; /* it was born in the other guest's, or the host's */
    if (guest->network_is_pooled)
        return 0;
    return unshare(CLONE_NEWNET) < 0 ? -errno : 0;
}

static int bring_loopback_up(const struct guest *guest)
{
    if (guest->request.share_network[0] || has_shared_network(guest))
        return 0; /* not its own, and up */
    return guest->network_is_pooled ? 0 : raise_loopback();
}

/* No user namespaces inside. The host's /proc shows this file of the writer's own user namespace.
 */
static int forbid_user_namespaces(const struct guest *guest)
{
    (void)guest;
    return vs_file_write(AT_FDCWD, "/proc/sys/user/max_user_namespaces", "0");
}

/* After the process is in its cgroup, else the namespace is rooted at the parent's. */
static int make_cgroup_namespace(const struct guest *guest)
{
    (void)guest;
    return unshare(CLONE_NEWCGROUP) < 0 ? -errno : 0;
}

static int set_hostname(const struct guest *guest)
{
    const char *name = guest->request.hostname;
    return sethostname(name, strlen(name)) < 0 ? -errno : 0;
}

static int wait_for_tree(const struct guest *guest)
{
    char go;
    if (recv(guest->child_fd, &go, sizeof(go), 0) != sizeof(go))
        _exit(1); /* the start was given up */
    return 0;
}

static int become_root(const struct guest *guest)
{
    (void)guest;
    if (syscall(SYS_setresgid, 0, 0, 0) < 0 || syscall(SYS_setgroups, 0, NULL) < 0 ||
        syscall(SYS_setresuid, 0, 0, 0) < 0)
        return -errno;
    return 0;
}

/* A copy made by a less privileged user namespace has every mount locked. */
static int lock_mounts(const struct guest *guest)
{
    (void)guest;
    return unshare(CLONE_NEWNS) < 0 ? -errno : 0;
}

static int take_console(const struct guest *guest)
{
    (void)setsid();
    int fd = open("/dev/console", O_RDWR | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    /* A lone program gets job control; an init gives the terminal to its own getty. */
    if (guest->request.init_style == VS_INIT_SINGLE && ioctl(fd, TIOCSCTTY, 0) < 0)
        return -errno;
    for (int i = 0; i <= 2; i++)
        if (fd == i ? fcntl(fd, F_SETFD, 0) < 0 : dup2(fd, i) < 0)
            return -errno;
    return 0;
}

/* An init that is asked to stop before it has looked around must find the request later. */
static int set_signal_mask(const struct guest *guest)
{
    const struct vs_stop_signal *stop = vs_stop_signal(guest->request.init_style);
    sigset_t blocked;
    (void)sigemptyset(&blocked);
    if (stop && stop->waits) {
        (void)sigaddset(&blocked, stop->halt);
        (void)sigaddset(&blocked, stop->reboot);
    }
    return sigprocmask(SIG_SETMASK, &blocked, NULL) < 0 ? -errno : 0;
}

static int reset_signals(const struct guest *guest)
{
    static const struct sigaction DEFAULT = {.sa_handler = SIG_DFL};
    (void)guest;
    for (int signal = 1; signal < NSIG; signal++)
        (void)sigaction(signal, &DEFAULT, NULL);
    return 0;
}

static int reset_process(const struct guest *guest)
{
    int r = vs_limit_start_nice(&guest->request.limit);
    (void)umask(022);
    if (r == 0 && chdir("/") < 0)
        r = -errno;
    return r < 0 ? r : set_signal_mask(guest);
}

/* Needs CAP_SYS_ADMIN, hence before the capabilities go; no_new_privs would break su and sudo. */
static int filter_calls(const struct guest *guest)
{
    cleanup_fd int listener = -1;
    uint64_t brokered = vs_ccaps_brokered(guest->request.bcaps, guest->request.ccaps);
    brokered |= guest->view[0] ? VS_CALLS_LOOK : 0;
    brokered |= guest->statfs.group[0] ? VS_CALLS_STATFS : 0;
    int r = vs_seccomp_apply(brokered, has_shared_network(guest), &listener);
    if (r < 0 || listener < 0)
        return r;
    struct vs_failure none = {0};
    struct iovec part = {.iov_base = &none, .iov_len = sizeof(none)};
    return vs_socket_send(guest->child_fd, &part, 1, listener);
}

static int drop_capabilities(const struct guest *guest)
{
    return vs_caps_apply(guest->request.bcaps);
}

struct step {
    const char *name;
    int (*run)(const struct guest *guest);
};

/* While B builds the tree. Nothing that comes later needs a call that the filter refuses. */
static const struct step BEFORE_TREE[] = {
    {"network", make_network_namespace},
    {"loopback", bring_loopback_up},
    {"user-namespaces", forbid_user_namespaces},
    {"cgroup-join", join_v1_groups},
    {"cgroup-namespace", make_cgroup_namespace},
    {"hostname", set_hostname},
    {"signals", reset_signals},
    {"seccomp", filter_calls},
};

static const struct step IN_TREE[] = {
    {"tree", wait_for_tree},        {"ids", become_root},       {"mount-lock", lock_mounts},
    {"console-open", take_console}, {"process", reset_process}, {"capabilities", drop_capabilities},
};

static _Noreturn void give_up(uint32_t *ready, int child_fd, const char *stage, int error)
{
    struct vs_failure failure = {0};
    (void)vs_fail(&failure, stage, error);
    (void)send(child_fd, &failure, sizeof(failure), MSG_NOSIGNAL);
    latch_set(ready, LATCH_LOST);
    _exit(127);
}

static void run_steps(const struct guest *guest, uint32_t *ready, const struct step *steps,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int r = steps[i].run(guest);
        if (r < 0)
            give_up(ready, guest->child_fd, steps[i].name, r);
    }
}

/* Leaves 0, 1, 2 and two descriptors that exec closes. */
static void keep_descriptors(const struct guest *guest)
{
    int init = guest->init_fd < 0 ? -1 : fcntl(guest->init_fd, F_DUPFD_CLOEXEC, FIRST_FREE);
    int child = fcntl(guest->child_fd, F_DUPFD_CLOEXEC, FIRST_FREE);
    (void)dup3(child, CHILD_FD, O_CLOEXEC);
    if (init >= 0)
        (void)dup3(init, INIT_FD, O_CLOEXEC);
    (void)close_range(init >= 0 ? FIRST_FREE : INIT_FD, ~0u, 0);
}

_Noreturn void init_main(const struct guest *guest, uint32_t *ready)
{
    (void)close(guest->sync_fd); /* the other end, else its owner's death would go unseen */
    run_steps(guest, ready, BEFORE_TREE, sizeof(BEFORE_TREE) / sizeof(BEFORE_TREE[0]));
    latch_set(ready, LATCH_OPEN);
    run_steps(guest, ready, IN_TREE, sizeof(IN_TREE) / sizeof(IN_TREE[0]));
    keep_descriptors(guest);
    give_up(ready, CHILD_FD, "exec", execute_init(guest, INIT_FD));
}
