#include "seccomp.h"
#include "kernel.h"
#include "protocol.h"
#include "seccomp-rules.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>

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
