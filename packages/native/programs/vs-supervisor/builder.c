#include "builder.h"
#include "ahead.h"
#include "cleanup.h"
#include "distribution.h"
#include "file.h"
#include "helper-event.h"
#include "idmap.h"
#include "init.h"
#include "kernel.h"
#include "latch.h"
#include "limit.h"
#include "network-shared.h"
#include "oom-floor.h"
#include "process.h"
#include "quota.h"
#include "raw.h"
#include "resolver.h"
#include "scheduling.h"
#include "shares.h"
#include "spaces.h"
#include "tree-api.h"
#include "tree-console.h"
#include "tree-proc.h"
#include "tree-root.h"
#include "tun.h"
#include "urgency.h"
#include "virtual-proc.h"
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

/* Boot time and monotonic clock start near 0. Whole seconds keep both clocks in step. */
static int make_time_namespace(struct guest *guest)
{
    (void)guest;
    struct timespec monotonic, boot;
    char offsets[96];
    if (unshare(CLONE_NEWTIME) < 0)
        return -errno;
    (void)clock_gettime(CLOCK_MONOTONIC, &monotonic);
    (void)clock_gettime(CLOCK_BOOTTIME, &boot);
    (void)snprintf(offsets, sizeof(offsets), "monotonic -%lld 0\nboottime -%lld 0\n",
                   (long long)monotonic.tv_sec, (long long)boot.tv_sec);
    return vs_file_write(AT_FDCWD, "/proc/self/timens_offsets", offsets);
}

/* Inherited by P1. */
static int set_rlimits(struct guest *guest)
{
    (void)guest;
    /* systemd warns when the hard limit of core files is 0. */
    struct rlimit core = {.rlim_cur = 0, .rlim_max = RLIM_INFINITY};
    if (setrlimit(RLIMIT_CORE, &core) == 0)
        return 0;
    if (errno != EPERM || getrlimit(RLIMIT_CORE, &core) < 0)
        return -errno;
    core.rlim_cur = 0;
    return setrlimit(RLIMIT_CORE, &core) < 0 ? -errno : 0;
}

/* Likewise. */
static int reset_scheduling(struct guest *guest)
{
    (void)guest;
    vs_scheduling_reset();
    return 0;
}

/* Before the user namespace is made, which takes its sums of locked memory from them. */
static int set_attributes(struct guest *guest)
{
    int r = vs_limit_start_attributes(&guest->request.limit, &guest->built);
    bool may_lower = guest->request.ccaps & VS_CCAP_OOM_ADJUST;
    return r < 0 || !may_lower ? r : vs_oom_floor_lift(0);
}

/* The builder is in the guest's IPC namespace since it has mounted its queues. */
static int set_ipc_limits(struct guest *guest)
{
    if (guest->request.share_ipc[0])
        return 0; /* the other guest's */
    const struct vs_limit_target target = {.base = guest->base, .pidfd = -1};
    return vs_limit_start_ipc(&target, &guest->request.limit, &guest->built);
}

static int set_euid(uid_t uid)
{
    return syscall(SYS_setresuid, -1, uid, -1) < 0 ? -errno : 0;
}

static int clone_init(struct guest *guest)
{
    struct guest seen; /* P1's own copy: ours goes on changing */
    /* The kernel writes both numbers before P1 runs, and so before S can hear of it. */
    struct clone_args args = {
        .flags = CLONE_PARENT | CLONE_PIDFD | CLONE_PARENT_SETTID | CLONE_INTO_CGROUP |
                 CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWUTS |
                 (guest->request.share_ipc[0] ? 0 : CLONE_NEWIPC),
        .pidfd = (uint64_t)(uintptr_t)&guest->pidfd,
        .parent_tid = (uint64_t)(uintptr_t)&guest->pid,
        .cgroup = (uint64_t)guest->cgroup_fd,
    };
    seen = *guest;
    pid_t pid = vs_clone3(&args);
    if (pid < 0) {
        int r = -errno;
        guest->pidfd = -1; /* it may have been written before the kernel gave up */
        return r;
    }
    if (pid == 0)
        init_main(&seen, &guest->init_ready);
    return 0;
}

/*
 * The creator's effective uid owns the user namespace's counters (inotify, namespaces, keys): with
 * the guest's own base uid each guest has its own budget instead of all sharing host root's.
 */
static int make_init(struct guest *guest)
{
    if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) < 0)
        return -errno;
    int r = set_euid(guest->base);
    if (r < 0)
        return r;
    r = clone_init(guest);
    int back = set_euid(0);
    (void)close(guest->child_fd); /* so that the end of P1 is seen as the end of the stream */
    guest->child_fd = -1;
    return r < 0 ? r : back;
}

static int map_ids(struct guest *guest)
{
    char path[40];
    int r = vs_idmap_write(guest->pid, guest->base);
    if (r < 0)
        return r;
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/user", guest->pid);
    guest->userns_fd = open(path, O_RDONLY | O_CLOEXEC);
    return guest->userns_fd < 0 ? -errno : 0;
}

/* From here on every file B makes belongs to the guest's root. */
static int become_guest_root_for_files(struct guest *guest)
{
    (void)syscall(SYS_setfsgid, guest->base);
    (void)syscall(SYS_setfsuid, guest->base);
    return (uid_t)syscall(SYS_setfsuid, -1) == guest->base ? 0 : -EPERM;
}

/* Should S or P1 die, B must not wait for it: it has no parent's death signal left by then. */
static int await(const uint32_t *latch, bool (*is_lost)(const struct guest *guest),
                 const struct guest *guest)
{
    static const struct timespec LOOK_AFTER = {.tv_nsec = 50000000};
    uint32_t value;
    while (!latch_wait(latch, &LOOK_AFTER, &value))
        if (is_lost(guest))
            return -ECHILD;
    return value == LATCH_OPEN ? 0 : -ECANCELED;
}

static bool init_is_lost(const struct guest *guest)
{
    return vs_process_ended(guest->pidfd);
}

static bool supervisor_is_lost(const struct guest *guest)
{
    return getppid() != guest->supervisor;
}

static int wait_for_init(struct guest *guest)
{
    return await(&guest->init_ready, init_is_lost, guest);
}

static int wait_for_supervisor(struct guest *guest)
{
    return await(&guest->prepared, supervisor_is_lost, guest);
}

/* B says it itself: waking S first would cost a turn of the scheduler. */
static int let_init_go(struct guest *guest)
{
    static const char GO = 1;
    guest->tree_ready = true; /* before P1 can have ended */
    return send(guest->sync_fd, &GO, sizeof(GO), MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* A parked B has done so already. */
static int detach_from_host(struct guest *guest)
{
    if (guest->is_parked)
        return 0;
    int r = make_private(guest);
    cleanup_fd int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (r == 0 && root < 0)
        r = -errno;
    return r < 0 ? r : mount_own_proc(guest, root);
}

static const struct stage BUILD[] = {
    {"time-namespace", make_time_namespace},
    {"rlimits", set_rlimits},
    {"scheduling", reset_scheduling},
    {"attributes", set_attributes},
    {"spaces", join_spaces},
    {"shared-network", join_host_network},
    {"clone", make_init},
    {"id-map", map_ids},
    {"file-ids", become_guest_root_for_files},
    {"propagation", detach_from_host},
    {"root", mount_root},
    {"hostname-file", write_hostname},
    {"resolver-file", write_resolver},
    {"distribution", fix_distribution},
    {"api-mounts", mount_api},
    {"ipc-limits", set_ipc_limits},
    {"console", make_console},
    {"raw", mount_raw},
    {"quota", mount_quota_node},
    {"shares", mount_shares},
    {"proc", mount_proc},
    {"proc-masks", mask_proc},
    {"init-ready", wait_for_init},
    {"sysfs", mount_sysfs},
    {"ping", allow_ping},
    {"tun", make_tun},
    {"cgroup-view", mount_cgroup_view},
    {"helper", helper_ask},
    {"pivot", enter_root},
    {"supervisor-ready", wait_for_supervisor},
    {"virtual-proc", mount_virtual_proc},
    {"go", let_init_go},
};

/* S goes on as soon as it sees the end of P1's stream or of B. */
static _Noreturn void builder_main(struct guest *guest)
{
    uint32_t begun;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (supervisor_is_lost(guest))
        _exit(0);
    /* What is made ahead can wait; a guest, once known, cannot. */
    vs_set_urgent(!guest->is_parked);
    int r = guest->is_parked ? make_ahead(guest) : 0;
    (void)vs_fail(&guest->built, "ahead", r);
    if (r < 0)
        _exit(1);
    latch_set(&guest->ahead, LATCH_OPEN);
    vs_set_urgent(true);
    (void)latch_wait(&guest->begin, NULL, &begun);
    guest->network_is_pooled = guest->is_parked && may_pool_network(&guest->request);
    (void)run_stages(guest, BUILD, sizeof(BUILD) / sizeof(BUILD[0]), &guest->built);
    _exit(0);
}

int start_builder(struct guest *guest)
{
    struct clone_args args = {
        .flags = CLONE_FILES | CLONE_NEWNS | CLONE_PIDFD,
        .pidfd = (uint64_t)(uintptr_t)&guest->builder_pidfd,
        .exit_signal = SIGCHLD,
    };
    guest->supervisor = getpid();
    pid_t pid = vs_clone3(&args);
    if (pid == 0)
        builder_main(guest);
    if (pid < 0)
        return -errno;
    guest->builder = pid;
    return 0;
}
