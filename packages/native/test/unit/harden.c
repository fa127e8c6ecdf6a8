/* The two filters of the host's programs, by the calls that matter. */
#include "harden.h"
#include "check.h"
#include "notify-look.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define NATIVE  AUDIT_ARCH_X86_64
#define FOREIGN AUDIT_ARCH_I386
#else
#define NATIVE  AUDIT_ARCH_AARCH64
#define FOREIGN AUDIT_ARCH_ARM
#endif

static struct sock_filter program[VS_HARDEN_MAX];
static size_t length;

static uint32_t run_with(uint32_t arch, long call, uint64_t first)
{
    struct seccomp_data data = {.arch = arch, .nr = (int)call, .args = {first}};
    uint32_t a = 0;
    for (size_t pc = 0; pc < length; pc++) {
        const struct sock_filter *at = &program[pc];
        if (BPF_CLASS(at->code) == BPF_RET)
            return at->k;
        if (BPF_CLASS(at->code) == BPF_JMP) {
            bool taken = BPF_OP(at->code) == BPF_JEQ ? a == at->k : a >= at->k;
            pc += taken ? at->jt : at->jf;
        } else {
            memcpy(&a, (const char *)&data + at->k, sizeof(a));
        }
    }
    CHECK(!"the program ran off its end");
    return 0;
}

static uint32_t run(uint32_t arch, long call)
{
    return run_with(arch, call, 0);
}

static const uint32_t REFUSED = SECCOMP_RET_ERRNO | EPERM;

static void test_what_a_guest_needs_passes_the_tree(void)
{
    static const long CALLS[] = {SYS_clone3, SYS_unshare,   SYS_mount,   SYS_ptrace, SYS_bpf,
                                 SYS_setns,  SYS_fsconfig,  SYS_execve,  SYS_syslog, SYS_quotactl,
                                 SYS_chroot, SYS_setresuid, SYS_seccomp, SYS_prctl,  SYS_reboot};
    length = vs_harden_build_tree(program);
    for (size_t i = 0; i < sizeof(CALLS) / sizeof(CALLS[0]); i++)
        CHECK(run(NATIVE, CALLS[i]) == SECCOMP_RET_ALLOW);
    CHECK(run(NATIVE, SYS_init_module) == REFUSED && run(NATIVE, SYS_kexec_load) == REFUSED);
    CHECK(run(NATIVE, SYS_keyctl) == REFUSED && run(NATIVE, SYS_open_by_handle_at) == REFUSED);
    CHECK(run(NATIVE, SYS_io_uring_setup) == REFUSED && run(NATIVE, SYS_clock_settime) == REFUSED);
    CHECK(run(FOREIGN, SYS_read) == (SECCOMP_RET_ERRNO | ENOSYS));
}

static void test_a_watcher_makes_nothing_new(void)
{
    static const long REFUSED_CALLS[] = {SYS_clone,   SYS_clone3,    SYS_execve, SYS_mount,
                                         SYS_setns,   SYS_unshare,   SYS_socket, SYS_ptrace,
                                         SYS_bpf,     SYS_setresuid, SYS_chroot, SYS_init_module,
                                         SYS_mkdirat, SYS_mknodat,   SYS_linkat, SYS_symlinkat};
    length = vs_harden_build_watcher(0, program);
    for (size_t i = 0; i < sizeof(REFUSED_CALLS) / sizeof(REFUSED_CALLS[0]); i++)
        CHECK(run(NATIVE, REFUSED_CALLS[i]) == REFUSED);
    CHECK(run(NATIVE, SYS_ppoll) == SECCOMP_RET_ALLOW);
    length = vs_harden_build_watcher(VS_WATCHER_LINK, program);
    CHECK(run(NATIVE, SYS_bpf) == SECCOMP_RET_ALLOW && run(NATIVE, SYS_socket) == REFUSED);
    CHECK(run(NATIVE, SYS_unlinkat) == SECCOMP_RET_ALLOW);
    CHECK(run(FOREIGN, SYS_read) == (SECCOMP_RET_ERRNO | ENOSYS));
}

static void test_who_answers_looks_clones_a_looker_and_nothing_else(void)
{
    static const uint64_t OTHERS[] = {0, SIGCHLD, VS_LOOKER_CLONE | CLONE_NEWUSER,
                                      VS_LOOKER_CLONE | CLONE_VM};
    length = vs_harden_build_watcher(VS_WATCHER_LOOKS, program);
    CHECK(run_with(NATIVE, SYS_clone, VS_LOOKER_CLONE) == SECCOMP_RET_ALLOW);
    for (size_t i = 0; i < sizeof(OTHERS) / sizeof(OTHERS[0]); i++)
        CHECK(run_with(NATIVE, SYS_clone, OTHERS[i]) == REFUSED);
    CHECK(run(NATIVE, SYS_clone3) == REFUSED && run(NATIVE, SYS_execve) == REFUSED);
    CHECK(run(NATIVE, SYS_bpf) == REFUSED && run(NATIVE, SYS_process_vm_writev) == REFUSED);
    CHECK(run(NATIVE, SYS_pwrite64) == SECCOMP_RET_ALLOW);
    CHECK(run(NATIVE, SYS_ppoll) == SECCOMP_RET_ALLOW);
    length = vs_harden_build_watcher(0, program);
    CHECK(run_with(NATIVE, SYS_clone, VS_LOOKER_CLONE) == REFUSED);
    CHECK(run(NATIVE, SYS_pwrite64) == REFUSED);
}

static void test_who_answers_statfs_changes_its_ids_for_files_and_no_others(void)
{
    static const long CALLS[] = {SYS_fstatfs, SYS_setfsuid, SYS_setfsgid, SYS_setgroups};
    static const long OTHERS[] = {SYS_setresuid, SYS_setuid, SYS_setns, SYS_chroot, SYS_fchdir};
    length = vs_harden_build_watcher(VS_WATCHER_LOOKS | VS_WATCHER_STATFS, program);
    for (size_t i = 0; i < sizeof(CALLS) / sizeof(CALLS[0]); i++)
        CHECK(run(NATIVE, CALLS[i]) == SECCOMP_RET_ALLOW);
    for (size_t i = 0; i < sizeof(OTHERS) / sizeof(OTHERS[0]); i++)
        CHECK(run(NATIVE, OTHERS[i]) == REFUSED);
    length = vs_harden_build_watcher(VS_WATCHER_LOOKS | VS_WATCHER_LINK, program);
    for (size_t i = 0; i < sizeof(CALLS) / sizeof(CALLS[0]); i++)
        CHECK(run(NATIVE, CALLS[i]) == REFUSED);
}

int main(void)
{
    test_what_a_guest_needs_passes_the_tree();
    test_a_watcher_makes_nothing_new();
    test_who_answers_looks_clones_a_looker_and_nothing_else();
    test_who_answers_statfs_changes_its_ids_for_files_and_no_others();
    return 0;
}
