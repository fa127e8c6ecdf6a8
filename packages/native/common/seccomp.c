#include "seccomp.h"
#include "kernel.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
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
    SYS_syslog,
    SYS_userfaultfd,
    SYS_kcmp,
    SYS_lookup_dcookie,
    SYS_nfsservctl,
    SYS_open_tree,
    SYS_move_mount,
    SYS_fsopen,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fspick,
    SYS_mount_setattr,
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

/* Answered with ENOSYS, so that programs take their fallback. */
static const unsigned ABSENT[] = {SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register};

/* Refused when the low half of one argument has one value. */
static const struct argument_rule {
    unsigned call;
    unsigned argument;
    unsigned value;
} ARGUMENT_RULES[] = {
    {SYS_ioctl, 1, TIOCSTI},
    {SYS_ioctl, 1, TIOCLINUX},
    {SYS_socket, 0, AF_ALG},
    {SYS_socket, 0, AF_VSOCK},
};

#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))
#define LOAD(offset)   BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define REFUSE(error)  RETURN(SECCOMP_RET_ERRNO | (error))
/* Runs the next instructions when equal, else skips them. */
#define UNLESS_EQUAL_SKIP(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (skip))

#define OFFSET_CALL ((unsigned)offsetof(struct seccomp_data, nr))
#define OFFSET_ARCH ((unsigned)offsetof(struct seccomp_data, arch))
/* Little endian: the low half comes first. */
#define OFFSET_ARGUMENT(n) ((unsigned)offsetof(struct seccomp_data, args) + 8 * (n))

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

static void emit_argument_rule(struct builder *builder, const struct argument_rule *rule)
{
    emit(builder, (struct sock_filter)UNLESS_EQUAL_SKIP(rule->call, 4));
    emit(builder, (struct sock_filter)LOAD(OFFSET_ARGUMENT(rule->argument)));
    emit(builder, (struct sock_filter)UNLESS_EQUAL_SKIP(rule->value, 1));
    emit(builder, (struct sock_filter)REFUSE(EPERM));
    emit(builder, (struct sock_filter)LOAD(OFFSET_CALL));
}

_Static_assert(7 + 2 * (COUNT(DENIED) + COUNT(ABSENT)) + 5 * COUNT(ARGUMENT_RULES) <=
                   VS_SECCOMP_MAX,
               "the program fits");

size_t vs_seccomp_build(struct sock_filter ret_program[VS_SECCOMP_MAX])
{
    struct builder builder = {.program = ret_program};
    emit_arch_check(&builder);
    emit_list(&builder, DENIED, COUNT(DENIED), EPERM);
    emit_list(&builder, ABSENT, COUNT(ABSENT), ENOSYS);
    for (size_t i = 0; i < COUNT(ARGUMENT_RULES); i++)
        emit_argument_rule(&builder, &ARGUMENT_RULES[i]);
    emit(&builder, (struct sock_filter)RETURN(SECCOMP_RET_ALLOW));
    return builder.length;
}

int vs_seccomp_apply(void)
{
    struct sock_filter program[VS_SECCOMP_MAX];
    struct sock_fprog handle = {.filter = program};
    handle.len = (unsigned short)vs_seccomp_build(program);
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &handle) < 0 ? -errno : 0;
}
