#include "harden.h"
#include "caps.h"
#include "kernel.h"
#include "notify-look.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/prctl.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#else
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#endif

#define BIT(cap)     (1ull << (cap))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * What a guest may be given, what the supervisor needs to make it, and nothing of: audit, security
 * modules, kernel modules, raw hardware, process accounting, the kernel's log, suspend, performance
 * counters. A guest's capabilities are counted in its own user namespace anew.
 */
/* Socket limits are programs; the offsets of a time namespace are written with CAP_SYS_TIME, the
 * clock itself is out of reach by the calls refused below. */
static const uint64_t TREE_EXTRA = BIT(CAP_BPF) | BIT(CAP_SYS_TIME);

/* State files get an owner, directories of the guest are removed, a builder is ended. */
static const uint64_t WATCHER =
    BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) | BIT(CAP_KILL);

/* The guest's own filter answers for the rest. Consoles, helper scripts and builds of templates
 * have these as well and miss none. */
static const unsigned TREE_DENIED[] = {
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_kexec_file_load,
    SYS_perf_event_open,
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_open_by_handle_at,
    SYS_swapon,
    SYS_swapoff,
    SYS_acct,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_userfaultfd,
    SYS_kcmp,
    SYS_lookup_dcookie,
    SYS_nfsservctl,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
#if defined(__x86_64__)
    SYS_iopl,
    SYS_ioperm,
    SYS_modify_ldt,
    SYS_uselib,
#endif
};

static const unsigned WATCHER_ALLOWED[] = {
    /* relaying */
    SYS_read,
    SYS_write,
    SYS_readv,
    SYS_writev,
    SYS_pread64,
    SYS_recvfrom,
    SYS_recvmsg,
    SYS_sendto,
    SYS_sendmsg,
    SYS_accept4,
    SYS_getsockopt,
    SYS_shutdown,
    SYS_ioctl,
    SYS_fcntl,
    SYS_close,
    /* waiting */
    SYS_ppoll,
    SYS_epoll_create1,
    SYS_epoll_ctl,
    SYS_epoll_pwait,
    SYS_eventfd2,
    SYS_timerfd_create,
    SYS_timerfd_settime,
    SYS_wait4,
    SYS_waitid,
    SYS_nanosleep,
    SYS_clock_nanosleep,
    SYS_restart_syscall,
    /* clearing up and telling */
    SYS_openat,
    SYS_openat2,
    SYS_newfstatat,
    SYS_fstat,
    SYS_statx,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_getdents64,
    SYS_lseek,
    SYS_readlinkat,
    SYS_unlinkat,
    SYS_renameat,
    SYS_renameat2,
    SYS_fchown,
    SYS_fchmod,
    SYS_fchmodat,
    SYS_fchownat,
    SYS_ftruncate,
    SYS_fsync,
    SYS_flock,
    SYS_kill,
    SYS_pidfd_open,
    SYS_pidfd_send_signal,
    SYS_exit,
    SYS_exit_group,
    /* of the C library */
    SYS_brk,
    SYS_mmap,
    SYS_munmap,
    SYS_mprotect,
    SYS_madvise,
    SYS_mremap,
    SYS_futex,
    SYS_getrandom,
    SYS_prctl,
    SYS_capget,
    SYS_capset,
    SYS_getpid,
    SYS_gettid,
    SYS_tgkill,
    SYS_geteuid,
    SYS_getuid,
    SYS_clock_gettime,
    SYS_gettimeofday,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_uname,
#if defined(__x86_64__)
    SYS_poll,
    SYS_epoll_wait,
    SYS_open,
    SYS_unlink,
    SYS_rmdir,
    SYS_rename,
    SYS_access,
    SYS_readlink,
    SYS_stat,
    SYS_lstat,
    SYS_time,
#endif
};

static const unsigned LINK_ALLOWED[] = {SYS_bpf};
static const unsigned LOOK_ALLOWED[] = {SYS_pwrite64, SYS_sched_getaffinity, SYS_dup3,
                                        SYS_close_range};
static const unsigned STATFS_ALLOWED[] = {SYS_fstatfs, SYS_setfsuid, SYS_setfsgid, SYS_setgroups};

#define STATEMENT(code, value) ((struct sock_filter)BPF_STMT((code), (value)))
#define RETURN(action)         STATEMENT(BPF_RET | BPF_K, (action))
#define REFUSE(error)          RETURN(SECCOMP_RET_ERRNO | (error))
#define JUMP(test, value, yes, no)                                                                 \
    ((struct sock_filter)BPF_JUMP(BPF_JMP | (test) | BPF_K, (value), (yes), (no)))
#define X32_BIT 0x40000000u

_Static_assert(8 + 2 * COUNT(TREE_DENIED) <= VS_HARDEN_MAX, "fits");
_Static_assert(12 + 2 * (COUNT(WATCHER_ALLOWED) + COUNT(LINK_ALLOWED) + COUNT(LOOK_ALLOWED) +
                         COUNT(STATFS_ALLOWED)) <=
                   VS_HARDEN_MAX,
               "fits");

/* Calls of another architecture's table do not exist. */
static struct sock_filter *check_architecture(struct sock_filter *at)
{
    *at++ = STATEMENT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    *at++ = JUMP(BPF_JEQ, NATIVE_ARCH, 1, 0);
    *at++ = REFUSE(ENOSYS);
    *at++ = STATEMENT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
    *at++ = JUMP(BPF_JGE, X32_BIT, 0, 1);
    *at++ = REFUSE(ENOSYS);
#endif
    return at;
}

static struct sock_filter *each(struct sock_filter *at, const unsigned *calls, size_t count,
                                struct sock_filter verdict)
{
    for (size_t i = 0; i < count; i++) {
        *at++ = JUMP(BPF_JEQ, calls[i], 0, 1);
        *at++ = verdict;
    }
    return at;
}

/* Little endian: the low half of an argument comes first. */
static struct sock_filter *clone_of_looker(struct sock_filter *at)
{
    *at++ = JUMP(BPF_JEQ, SYS_clone, 0, 4);
    *at++ = STATEMENT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args));
    *at++ = JUMP(BPF_JEQ, VS_LOOKER_CLONE, 0, 1);
    *at++ = RETURN(SECCOMP_RET_ALLOW);
    *at++ = REFUSE(EPERM);
    return at;
}

size_t vs_harden_build_tree(struct sock_filter ret_program[VS_HARDEN_MAX])
{
    struct sock_filter *at = check_architecture(ret_program);
    at = each(at, TREE_DENIED, COUNT(TREE_DENIED), REFUSE(EPERM));
    *at++ = RETURN(SECCOMP_RET_ALLOW);
    return (size_t)(at - ret_program);
}

size_t vs_harden_build_watcher(unsigned does, struct sock_filter ret_program[VS_HARDEN_MAX])
{
    static const struct sock_filter ALLOW = RETURN(SECCOMP_RET_ALLOW);
    struct sock_filter *at = check_architecture(ret_program);
    at = each(at, WATCHER_ALLOWED, COUNT(WATCHER_ALLOWED), ALLOW);
    if (does & VS_WATCHER_LINK)
        at = each(at, LINK_ALLOWED, COUNT(LINK_ALLOWED), ALLOW);
    if (does & VS_WATCHER_STATFS)
        at = each(at, STATFS_ALLOWED, COUNT(STATFS_ALLOWED), ALLOW);
    if (does & VS_WATCHER_LOOKS)
        at = clone_of_looker(each(at, LOOK_ALLOWED, COUNT(LOOK_ALLOWED), ALLOW));
    *at++ = REFUSE(EPERM);
    return (size_t)(at - ret_program);
}

static int install(struct sock_filter *program, size_t length)
{
    struct sock_fprog handle = {.len = (unsigned short)length, .filter = program};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &handle) < 0 ? -errno : 0;
}

int vs_harden_tree(void)
{
    struct sock_filter program[VS_HARDEN_MAX];
    int r = vs_caps_limit(vs_caps_grantable() | TREE_EXTRA);
    return r < 0 ? r : install(program, vs_harden_build_tree(program));
}

int vs_harden_watcher(unsigned does)
{
    uint64_t keep = WATCHER | (does & VS_WATCHER_LINK ? BIT(CAP_NET_ADMIN) | BIT(CAP_BPF) : 0) |
                    (does & VS_WATCHER_LOOKS ? BIT(CAP_SYS_PTRACE) : 0) |
                    (does & VS_WATCHER_STATFS ? BIT(CAP_SETUID) | BIT(CAP_SETGID) : 0);
    struct sock_filter program[VS_HARDEN_MAX];
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return -errno;
    /* The filter needs CAP_SYS_ADMIN, so the capabilities go after it, by calls that it lets
     * through: they can only give up more. */
    int r = install(program, vs_harden_build_watcher(does, program));
    return r < 0 ? r : vs_caps_limit(keep);
}
