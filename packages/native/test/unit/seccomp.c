/* Runs the filter in a small interpreter of classic BPF and looks at its verdicts. */
#include "seccomp.h"
#include "check.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define NATIVE  AUDIT_ARCH_X86_64
#define FOREIGN AUDIT_ARCH_I386
#else
#define NATIVE  AUDIT_ARCH_AARCH64
#define FOREIGN AUDIT_ARCH_ARM
#endif

static struct sock_filter program[VS_SECCOMP_MAX];
static size_t length;

static uint32_t jump(const struct sock_filter *at, uint32_t a)
{
    bool taken = BPF_OP(at->code) == BPF_JEQ ? a == at->k : a >= at->k;
    CHECK(BPF_OP(at->code) == BPF_JEQ || BPF_OP(at->code) == BPF_JGE);
    return taken ? at->jt : at->jf;
}

static uint32_t run(uint32_t arch, long call, uint64_t first, uint64_t second)
{
    struct seccomp_data data = {.arch = arch, .nr = (int)call, .args = {first, second}};
    uint32_t a = 0;
    for (size_t pc = 0; pc < length; pc++) {
        const struct sock_filter *at = &program[pc];
        if (BPF_CLASS(at->code) == BPF_RET)
            return at->k;
        if (BPF_CLASS(at->code) == BPF_JMP) {
            pc += jump(at, a);
            continue;
        }
        CHECK(at->code == (BPF_LD | BPF_W | BPF_ABS) && at->k + sizeof(a) <= sizeof(data));
        memcpy(&a, (const char *)&data + at->k, sizeof(a));
    }
    CHECK(!"the program ran off its end");
    return 0;
}

static const uint32_t ALLOW = SECCOMP_RET_ALLOW;

static uint32_t refuse(uint32_t error)
{
    return SECCOMP_RET_ERRNO | error;
}

static void test_ordinary_calls_pass(void)
{
    static const long CALLS[] = {SYS_read,   SYS_execve, SYS_mount,
                                 SYS_setns,  SYS_clone3, SYS_ptrace,
                                 SYS_openat, SYS_reboot, SYS_name_to_handle_at};
    for (size_t i = 0; i < sizeof(CALLS) / sizeof(CALLS[0]); i++)
        CHECK(run(NATIVE, CALLS[i], 0, 0) == ALLOW);
}

static void test_host_calls_are_refused(void)
{
    static const long CALLS[] = {SYS_init_module, SYS_finit_module,      SYS_kexec_load,
                                 SYS_bpf,         SYS_open_by_handle_at, SYS_keyctl,
                                 SYS_fsopen,      SYS_mount_setattr,     SYS_perf_event_open};
    for (size_t i = 0; i < sizeof(CALLS) / sizeof(CALLS[0]); i++)
        CHECK(run(NATIVE, CALLS[i], 0, 0) == refuse(EPERM));
    CHECK(run(NATIVE, SYS_io_uring_setup, 0, 0) == refuse(ENOSYS));
}

static void test_foreign_architectures_do_not_exist(void)
{
    CHECK(run(FOREIGN, SYS_read, 0, 0) == refuse(ENOSYS));
#if defined(__x86_64__)
    CHECK(run(NATIVE, 0x40000000 + SYS_read, 0, 0) == refuse(ENOSYS));
#endif
}

static void test_arguments_are_looked_at(void)
{
    CHECK(run(NATIVE, SYS_ioctl, 0, TIOCSTI) == refuse(EPERM));
    CHECK(run(NATIVE, SYS_ioctl, 0, TIOCLINUX) == refuse(EPERM));
    /* The kernel cuts the ioctl number to 32 bits, so must the filter. */
    CHECK(run(NATIVE, SYS_ioctl, 0, 0xffffffff00000000ull | TIOCSTI) == refuse(EPERM));
    CHECK(run(NATIVE, SYS_ioctl, 0, TIOCGWINSZ) == ALLOW);
    CHECK(run(NATIVE, SYS_socket, AF_ALG, 0) == refuse(EPERM));
    CHECK(run(NATIVE, SYS_socket, AF_VSOCK, 0) == refuse(EPERM));
    CHECK(run(NATIVE, SYS_socket, AF_INET, TIOCSTI) == ALLOW);
}

int main(void)
{
    length = vs_seccomp_build(program);
    CHECK(length > 50 && length <= VS_SECCOMP_MAX);
    test_ordinary_calls_pass();
    test_host_calls_are_refused();
    test_foreign_architectures_do_not_exist();
    test_arguments_are_looked_at();
    return 0;
}
