#include "init.h"
#include "caps.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "seccomp.h"
#include "socket.h"
#include "stop-signal.h"
#include "style.h"
#include "urgency.h"
#include <net/if.h>
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
    if (guest->request.share_network[0])
        return 0; /* it was born in the other guest's */
    return unshare(CLONE_NEWNET) < 0 ? -errno : 0;
}

static int raise_loopback(const struct guest *guest)
{
    if (guest->request.share_network[0])
        return 0; /* the other guest's, and up */
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    cleanup_fd int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (any < 0)
        return -errno;
    return ioctl(any, SIOCSIFFLAGS, &request) < 0 ? -errno : 0;
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
    struct vs_failure ready = {0};
    char go;
    if (send(guest->child_fd, &ready, sizeof(ready), MSG_NOSIGNAL) < 0)
        return -errno;
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

static int reset_process(const struct guest *guest)
{
    for (int signal = 1; signal < NSIG; signal++) {
        struct sigaction action = {.sa_handler = SIG_DFL};
        (void)sigaction(signal, &action, NULL);
    }
    vs_set_urgent(false);
    (void)umask(022);
    return chdir("/") < 0 ? -errno : set_signal_mask(guest);
}

/* Needs CAP_SYS_ADMIN, hence before the capabilities go; no_new_privs would break su and sudo. */
static int filter_calls(const struct guest *guest)
{
    cleanup_fd int listener = -1;
    uint64_t brokered = vs_ccaps_brokered(guest->request.bcaps, guest->request.ccaps);
    int r = vs_seccomp_apply(brokered, &listener);
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

static const struct {
    const char *name;
    int (*run)(const struct guest *guest);
} STAGES[] = {
    {"network", make_network_namespace},
    {"loopback", raise_loopback},
    {"user-namespaces", forbid_user_namespaces},
    {"cgroup-namespace", make_cgroup_namespace},
    {"hostname", set_hostname},
    {"tree", wait_for_tree},
    {"ids", become_root},
    {"mount-lock", lock_mounts},
    {"console-open", take_console},
    {"process", reset_process},
    {"seccomp", filter_calls},
    {"capabilities", drop_capabilities},
};

static _Noreturn void give_up(int child_fd, const char *stage, int error)
{
    struct vs_failure failure = {0};
    (void)vs_fail(&failure, stage, error);
    (void)send(child_fd, &failure, sizeof(failure), MSG_NOSIGNAL);
    _exit(127);
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

_Noreturn void init_main(const struct guest *guest)
{
    (void)close(guest->sync_fd); /* the other end, else its owner's death would go unseen */
    for (size_t i = 0; i < sizeof(STAGES) / sizeof(STAGES[0]); i++) {
        int r = STAGES[i].run(guest);
        if (r < 0)
            give_up(guest->child_fd, STAGES[i].name, r);
    }
    keep_descriptors(guest);
    give_up(CHILD_FD, "exec", execute_init(guest, INIT_FD));
}
