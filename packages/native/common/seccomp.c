#include "seccomp.h"
#include "kernel.h"
#include "protocol.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#else
#error "no system call table for this architecture"
#endif

#define X32_BIT 0x40000000u

/* Refused with EPERM: they reach past the guest's namespaces or widen the kernel's attack surface.
 */
static const unsigned DENIED[] = {
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_kexec_file_load,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_open_by_handle_at,
    SYS_swapon,
    SYS_swapoff,
    SYS_acct,
    SYS_quotactl,
    SYS_quotactl_fd,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_userfaultfd,
    SYS_kcmp,
    SYS_lookup_dcookie,
    SYS_nfsservctl,
#if defined(__x86_64__)
    SYS_create_module,
    SYS_get_kernel_syms,
    SYS_query_module,
    SYS_uselib,
    SYS_sysfs,
    SYS_iopl,
    SYS_ioperm,
    SYS_modify_ldt,
#endif
};

/*
 * Answered with ENOSYS, so that programs take their fallback. Of the mount calls only mount(2) and
 * umount2(2) exist, whoever may use them: the newer ones hand out descriptors of detached trees,
 * which neither the broker of mounts nor a reader of mountinfo sees.
 */
static const unsigned ABSENT[] = {
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_open_tree, SYS_move_mount,
    SYS_fsopen,         SYS_fsconfig,       SYS_fsmount,           SYS_fspick,    SYS_mount_setattr,
};

/* Little endian: the low half of an argument comes first, and is all that the kernel takes of an
 * int. */
#define LOW(n)  ((unsigned)offsetof(struct seccomp_data, args) + 8 * (n))
#define HIGH(n) (LOW(n) + 4)

#define WHOLE        0xffffffffu
#define NOTIFY       SECCOMP_RET_USER_NOTIF
#define ERROR(error) (SECCOMP_RET_ERRNO | (error))

#define SYSLOG_READ     2   /* waits for messages. Source: syslog(2) */
#define SOCKET_TYPE     0xf /* the rest are SOCK_CLOEXEC and SOCK_NONBLOCK */
#define HEADER_INCLUDED 3   /* IP_HDRINCL. Source: linux/in.h */
#define HEADER6_INCLUDED                                                                           \
    36 /* IPV6_HDRINCL, in two levels. Source: linux/in6.h, rawv6_setsockopt() */

/* One verdict for one call, when all conditions hold: (half of an argument & mask) == value. */
struct rule {
    unsigned call;
    struct {
        unsigned offset, mask, value;
    } conditions[3]; /* mask 0: there is none */
    unsigned verdict;
};

static const struct rule ALWAYS[] = {
    {SYS_ioctl, {{LOW(1), WHOLE, TIOCSTI}}, ERROR(EPERM)},
    {SYS_ioctl, {{LOW(1), WHOLE, TIOCLINUX}}, ERROR(EPERM)},
    {SYS_socket, {{LOW(0), WHOLE, AF_ALG}}, ERROR(EPERM)},
    {SYS_socket, {{LOW(0), WHOLE, AF_VSOCK}}, ERROR(EPERM)},
    /* An empty log of its own: everything succeeds, and nobody may wait for more. */
    {SYS_syslog, {{LOW(0), WHOLE, SYSLOG_READ}}, ERROR(EPERM)},
    {SYS_syslog, {{0}}, ERROR(0)},
};

static const struct rule HOSTNAME[] = {
    {SYS_sethostname, {{0}}, NOTIFY},
    {SYS_setdomainname, {{0}}, NOTIFY},
};

static const struct rule RLIMIT[] = {
    /* Without a new limit it only reads. */
    {SYS_prlimit64, {{LOW(2), WHOLE, 0}, {HIGH(2), WHOLE, 0}}, SECCOMP_RET_ALLOW},
    {SYS_prlimit64, {{0}}, NOTIFY},
    {SYS_setrlimit, {{0}}, NOTIFY},
};

/* Its sockets are the kernel's to fill in, so that nothing but ICMP leaves by them. */
static const struct rule RAW_ICMP[] = {
    {SYS_socket,
     {{LOW(0), WHOLE, AF_INET}, {LOW(1), SOCKET_TYPE, SOCK_RAW}, {LOW(2), WHOLE, IPPROTO_ICMP}},
     NOTIFY},
    {SYS_socket,
     {{LOW(0), WHOLE, AF_INET6}, {LOW(1), SOCKET_TYPE, SOCK_RAW}, {LOW(2), WHOLE, IPPROTO_ICMPV6}},
     NOTIFY},
    {SYS_setsockopt, {{LOW(1), WHOLE, IPPROTO_IP}, {LOW(2), WHOLE, HEADER_INCLUDED}}, ERROR(EPERM)},
    {SYS_setsockopt,
     {{LOW(1), WHOLE, IPPROTO_IPV6}, {LOW(2), WHOLE, HEADER6_INCLUDED}},
     ERROR(EPERM)},
    {SYS_setsockopt,
     {{LOW(1), WHOLE, IPPROTO_RAW}, {LOW(2), WHOLE, HEADER6_INCLUDED}},
     ERROR(EPERM)},
};

/*
 * Netlink tells and sets what is everybody's; those protocols stay that a guest's init needs:
 * events of devices, of which it gets none, and the audit log, which it may not read.
 */
static const struct rule SHARED_NETWORK[] = {
    {SYS_socket, {{LOW(0), WHOLE, AF_PACKET}}, ERROR(EPERM)},
    {SYS_socket,
     {{LOW(0), WHOLE, AF_NETLINK}, {LOW(2), WHOLE, NETLINK_KOBJECT_UEVENT}},
     SECCOMP_RET_ALLOW},
    {SYS_socket, {{LOW(0), WHOLE, AF_NETLINK}, {LOW(2), WHOLE, NETLINK_AUDIT}}, SECCOMP_RET_ALLOW},
    {SYS_socket, {{LOW(0), WHOLE, AF_NETLINK}}, ERROR(EPERM)},
};

#define HAS_RAW(family)                                                                            \
    {                                                                                              \
        SYS_socket, {{LOW(0), WHOLE, family}, {LOW(1), SOCKET_TYPE, SOCK_RAW}}, SECCOMP_RET_ALLOW  \
    }
#define HAS(family)                                                                                \
    {                                                                                              \
        SYS_socket, {{LOW(0), WHOLE, family}}, SECCOMP_RET_ALLOW                                   \
    }
#define HAS_NO(protocol)                                                                           \
    {                                                                                              \
        SYS_socket, {{LOW(2), WHOLE, protocol}}, ERROR(EPROTONOSUPPORT)                            \
    }
#define PROTOCOL_L2TP 115 /* Source: linux/l2tp.h */

/* After all rules above: the first socket of a kind makes the kernel load its module, for anybody.
 * Of those that no guest needs there are none. Who may open raw ones is the kernel's to say. */
static const struct rule SOCKETS[] = {
    HAS(AF_UNIX),         HAS(AF_NETLINK),      HAS(AF_PACKET),
    HAS(AF_KEY),          HAS_RAW(AF_INET),     HAS_RAW(AF_INET6),
    HAS_NO(IPPROTO_SCTP), HAS_NO(IPPROTO_DCCP), HAS_NO(PROTOCOL_L2TP),
    HAS(AF_INET),         HAS(AF_INET6),        {SYS_socket, {{0}}, ERROR(EAFNOSUPPORT)},
};

static const struct rule MOUNT[] = {
    {SYS_mount, {{0}}, NOTIFY},
    {SYS_umount2, {{0}}, NOTIFY},
};

/* Before the refusals, of which both are else. */
static const struct rule QUOTA[] = {
    {SYS_quotactl, {{0}}, NOTIFY},
    {SYS_quotactl_fd, {{0}}, NOTIFY},
};

/* Only the caller's own: C libraries ask for each new thread by its number. */
static const struct rule LOOK[] = {
    {SYS_sysinfo, {{0}}, NOTIFY},
    {SYS_sched_getaffinity, {{LOW(0), WHOLE, 0}}, NOTIFY},
};

static const struct rule STATFS[] = {
    {SYS_statfs, {{0}}, NOTIFY},
    {SYS_fstatfs, {{0}}, NOTIFY},
#if defined(__x86_64__)
    {SYS_ustat, {{0}}, ERROR(ENOSYS)}, /* the same by a number, which C libraries gave up */
#endif
};

#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))
#define LOAD(offset)   BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define REFUSE(error)  RETURN(ERROR(error))
/* Runs the next instructions when equal, else skips them. */
#define UNLESS_EQUAL_SKIP(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (skip))

#define OFFSET_CALL ((unsigned)offsetof(struct seccomp_data, nr))
#define OFFSET_ARCH ((unsigned)offsetof(struct seccomp_data, arch))
struct builder {
    struct sock_filter *program;
    size_t length;
};

static void emit(struct builder *builder, struct sock_filter instruction)
{
    builder->program[builder->length++] = instruction;
}

static void emit_arch_check(struct builder *builder)
{
    emit(builder, (struct sock_filter)LOAD(OFFSET_ARCH));
    emit(builder, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0));
    emit(builder, (struct sock_filter)REFUSE(ENOSYS));
    emit(builder, (struct sock_filter)LOAD(OFFSET_CALL));
#if defined(__x86_64__)
    emit(builder, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1));
    emit(builder, (struct sock_filter)REFUSE(ENOSYS));
#endif
}

static void emit_list(struct builder *builder, const unsigned *calls, size_t count, unsigned error)
{
    for (size_t i = 0; i < count; i++) {
        emit(builder, (struct sock_filter)UNLESS_EQUAL_SKIP(calls[i], 1));
        emit(builder, (struct sock_filter)REFUSE(error));
    }
}

/* Any condition that fails jumps to the last instruction, which brings the call's number back. */
static void emit_rule(struct builder *builder, const struct rule *rule)
{
    size_t conditions = 0;
    while (conditions < COUNT(rule->conditions) && rule->conditions[conditions].mask)
        conditions++;
    unsigned length = (unsigned)(3 * conditions + 1 + (conditions > 0));
    emit(builder, (struct sock_filter)UNLESS_EQUAL_SKIP(rule->call, (uint8_t)length));
    for (size_t i = 0; i < conditions; i++) {
        uint8_t left = (uint8_t)(3 * (conditions - i - 1) + 1);
        emit(builder, (struct sock_filter)LOAD(rule->conditions[i].offset));
        emit(builder,
             (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, rule->conditions[i].mask));
        emit(builder, (struct sock_filter)UNLESS_EQUAL_SKIP(rule->conditions[i].value, left));
    }
    emit(builder, (struct sock_filter)RETURN(rule->verdict));
    if (conditions)
        emit(builder, (struct sock_filter)LOAD(OFFSET_CALL));
}

static void emit_rules(struct builder *builder, const struct rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++)
        emit_rule(builder, &rules[i]);
}

#define RULE_MAX 12
_Static_assert(7 + 2 * (COUNT(DENIED) + COUNT(ABSENT)) +
                       RULE_MAX * (COUNT(ALWAYS) + COUNT(HOSTNAME) + COUNT(RLIMIT) +
                                   COUNT(RAW_ICMP) + COUNT(MOUNT) + COUNT(QUOTA) + COUNT(LOOK) +
                                   COUNT(STATFS) + COUNT(SHARED_NETWORK) + COUNT(SOCKETS)) <=
                   VS_SECCOMP_MAX,
               "the program fits");

size_t vs_seccomp_build(uint64_t brokered, bool shares_network,
                        struct sock_filter ret_program[VS_SECCOMP_MAX])
{
    struct builder builder = {.program = ret_program};
    emit_arch_check(&builder);
    if (brokered & VS_CCAP_QUOTA)
        emit_rules(&builder, QUOTA, COUNT(QUOTA));
    emit_list(&builder, DENIED, COUNT(DENIED), EPERM);
    emit_list(&builder, ABSENT, COUNT(ABSENT), ENOSYS);
    emit_rules(&builder, ALWAYS, COUNT(ALWAYS));
    if (shares_network)
        emit_rules(&builder, SHARED_NETWORK, COUNT(SHARED_NETWORK));
    if (brokered & VS_CCAP_HOSTNAME)
        emit_rules(&builder, HOSTNAME, COUNT(HOSTNAME));
    if (brokered & VS_CCAP_RLIMIT)
        emit_rules(&builder, RLIMIT, COUNT(RLIMIT));
    if (brokered & VS_CCAP_RAW_ICMP)
        emit_rules(&builder, RAW_ICMP, COUNT(RAW_ICMP));
    emit_rules(&builder, SOCKETS, COUNT(SOCKETS));
    if (brokered & VS_CCAP_MOUNT)
        emit_rules(&builder, MOUNT, COUNT(MOUNT));
    if (brokered & VS_CALLS_LOOK)
        emit_rules(&builder, LOOK, COUNT(LOOK));
    if (brokered & VS_CALLS_STATFS)
        emit_rules(&builder, STATFS, COUNT(STATFS));
    emit(&builder, (struct sock_filter)RETURN(SECCOMP_RET_ALLOW));
    return builder.length;
}

/* A caller that is being served can only be killed, not interrupted: else a signal would make it
 * ask, and us act, twice. */
#define LISTEN (SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)

int vs_seccomp_apply(uint64_t brokered, bool shares_network, int *ret_listener)
{
    struct sock_filter program[VS_SECCOMP_MAX];
    struct sock_fprog handle = {.filter = program};
    handle.len = (unsigned short)vs_seccomp_build(brokered, shares_network, program);
    long r = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, brokered ? LISTEN : 0, &handle);
    if (r < 0)
        return -errno;
    *ret_listener = brokered ? (int)r : -1;
    return 0;
}
