/* Runs the filter in a small interpreter of classic BPF and looks at its verdicts. */
#include "seccomp.h"
#include "caps.h"
#include "check.h"
#include "protocol.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
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

static uint32_t run_data(struct seccomp_data data)
{
    uint32_t a = 0;
    for (size_t pc = 0; pc < length; pc++) {
        const struct sock_filter *at = &program[pc];
        if (BPF_CLASS(at->code) == BPF_RET)
            return at->k;
        if (BPF_CLASS(at->code) == BPF_JMP) {
            pc += jump(at, a);
            continue;
        }
        if (at->code == (BPF_ALU | BPF_AND | BPF_K)) {
            a &= at->k;
            continue;
        }
        CHECK(at->code == (BPF_LD | BPF_W | BPF_ABS) && at->k + sizeof(a) <= sizeof(data));
        memcpy(&a, (const char *)&data + at->k, sizeof(a));
    }
    CHECK(!"the program ran off its end");
    return 0;
}

static uint32_t run(uint32_t arch, long call, uint64_t first, uint64_t second)
{
    return run_data((struct seccomp_data){.arch = arch, .nr = (int)call, .args = {first, second}});
}

static uint32_t run3(long call, uint64_t first, uint64_t second, uint64_t third)
{
    return run_data(
        (struct seccomp_data){.arch = NATIVE, .nr = (int)call, .args = {first, second, third}});
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
    static const long CALLS[] = {
        SYS_init_module,       SYS_finit_module, SYS_kexec_load,     SYS_bpf,
        SYS_open_by_handle_at, SYS_keyctl,       SYS_perf_event_open};
    for (size_t i = 0; i < sizeof(CALLS) / sizeof(CALLS[0]); i++)
        CHECK(run(NATIVE, CALLS[i], 0, 0) == refuse(EPERM));
    CHECK(run(NATIVE, SYS_io_uring_setup, 0, 0) == refuse(ENOSYS));
    CHECK(run(NATIVE, SYS_fsopen, 0, 0) == refuse(ENOSYS));
    CHECK(run(NATIVE, SYS_mount_setattr, 0, 0) == refuse(ENOSYS));
}

/* Source: syslog(2): 2 reads, 3 reads all, 10 asks for the size. */
static void test_the_log_is_empty(void)
{
    CHECK(run(NATIVE, SYS_syslog, 2, 0) == refuse(EPERM));
    CHECK(run(NATIVE, SYS_syslog, 3, 0) == refuse(0));
    CHECK(run(NATIVE, SYS_syslog, 10, 0) == refuse(0));
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
    CHECK(run3(SYS_socket, AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP) == refuse(EPROTONOSUPPORT));
    CHECK(run3(SYS_socket, AF_INET6, SOCK_STREAM, IPPROTO_SCTP) == refuse(EPROTONOSUPPORT));
    CHECK(run3(SYS_socket, AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_SCTP) == ALLOW);
    CHECK(run3(SYS_socket, AF_INET, SOCK_DGRAM, 115) == refuse(EPROTONOSUPPORT));
    CHECK(run3(SYS_socket, AF_INET, SOCK_DGRAM, 0) == ALLOW);
    CHECK(run3(SYS_socket, AF_PACKET, SOCK_DGRAM, 0) == ALLOW);
    CHECK(run3(SYS_socket, AF_PPPOX, SOCK_STREAM, 0) == refuse(EAFNOSUPPORT));
    CHECK(run3(SYS_socket, AF_BLUETOOTH, SOCK_RAW, 0) == refuse(EAFNOSUPPORT));
}

/* Another's CPUs, and those of a thread by its number, are the kernel's to tell. */
static void test_looks_wait_only_where_they_are_answered(void)
{
    length = vs_seccomp_build(VS_CALLS_LOOK, false, program);
    CHECK(run(NATIVE, SYS_sysinfo, 1234, 0) == SECCOMP_RET_USER_NOTIF);
    CHECK(run(NATIVE, SYS_sched_getaffinity, 0, 8) == SECCOMP_RET_USER_NOTIF);
    CHECK(run(NATIVE, SYS_sched_getaffinity, 1ull << 32, 8) == SECCOMP_RET_USER_NOTIF);
    CHECK(run(NATIVE, SYS_sched_getaffinity, 1, 8) == ALLOW);
    CHECK(run(NATIVE, SYS_mount, 0, 0) == ALLOW && run(NATIVE, SYS_sethostname, 0, 0) == ALLOW);
    length = vs_seccomp_build(VS_CCAP_ALL, true, program);
    CHECK(run(NATIVE, SYS_sysinfo, 1234, 0) == ALLOW);
    CHECK(run(NATIVE, SYS_sched_getaffinity, 0, 8) == ALLOW);
    length = vs_seccomp_build(VS_CCAP_ALL | VS_CALLS_LOOK | VS_CALLS_STATFS, true, program);
    CHECK(length <= VS_SECCOMP_MAX);
}

static void test_statfs_waits_only_where_it_is_answered(void)
{
    length = vs_seccomp_build(VS_CALLS_STATFS, false, program);
    CHECK(run(NATIVE, SYS_statfs, 1, 2) == SECCOMP_RET_USER_NOTIF);
    CHECK(run(NATIVE, SYS_fstatfs, 1, 2) == SECCOMP_RET_USER_NOTIF);
    CHECK(run(NATIVE, SYS_sysinfo, 1, 0) == ALLOW && run(NATIVE, SYS_fstat, 1, 2) == ALLOW);
#if defined(__x86_64__)
    CHECK(run(NATIVE, SYS_ustat, 1, 2) == refuse(ENOSYS));
#endif
    length = vs_seccomp_build(VS_CCAP_ALL | VS_CALLS_LOOK, false, program);
    CHECK(run(NATIVE, SYS_statfs, 1, 2) == ALLOW && run(NATIVE, SYS_fstatfs, 1, 2) == ALLOW);
}

#define ICMP_CALL(type) run3(SYS_socket, AF_INET, (type), IPPROTO_ICMP)

static void test_only_what_is_brokered_waits(void)
{
    static const uint32_t WAIT = SECCOMP_RET_USER_NOTIF;
    for (uint64_t brokered = 0; brokered <= VS_CCAP_ALL; brokered++) {
        length = vs_seccomp_build(brokered, false, program);
        CHECK(length > 50 && length <= VS_SECCOMP_MAX);
        uint32_t hostname = brokered & VS_CCAP_HOSTNAME ? WAIT : ALLOW;
        CHECK(run(NATIVE, SYS_sethostname, 0, 0) == hostname);
        CHECK(run(NATIVE, SYS_setdomainname, 0, 0) == hostname);
        uint32_t rlimit = brokered & VS_CCAP_RLIMIT ? WAIT : ALLOW;
        CHECK(run(NATIVE, SYS_setrlimit, 0, 0) == rlimit);
        CHECK(run3(SYS_prlimit64, 0, 0, 1) == rlimit);
        CHECK(run3(SYS_prlimit64, 0, 0, 1ull << 32) == rlimit);
        CHECK(run3(SYS_prlimit64, 0, 0, 0) == ALLOW);
        uint32_t icmp = brokered & VS_CCAP_RAW_ICMP ? WAIT : ALLOW;
        CHECK(ICMP_CALL(SOCK_RAW) == icmp);
        CHECK(ICMP_CALL(SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK) == icmp);
        CHECK(ICMP_CALL(SOCK_DGRAM) == ALLOW);
        CHECK(run3(SYS_socket, AF_INET6, SOCK_RAW, IPPROTO_ICMPV6) == icmp);
        CHECK(run3(SYS_socket, AF_INET, SOCK_RAW, IPPROTO_UDP) == ALLOW);
        uint32_t header = brokered & VS_CCAP_RAW_ICMP ? refuse(EPERM) : ALLOW;
        CHECK(run3(SYS_setsockopt, 5, IPPROTO_IP, 3) == header);
        CHECK(run3(SYS_setsockopt, 5, IPPROTO_IPV6, 36) == header);
        CHECK(run3(SYS_setsockopt, 5, IPPROTO_RAW, 36) == header);
        CHECK(run3(SYS_setsockopt, 5, IPPROTO_IP, 2) == ALLOW);
        uint32_t mounts = brokered & VS_CCAP_MOUNT ? WAIT : ALLOW;
        CHECK(run(NATIVE, SYS_mount, 0, 0) == mounts);
        CHECK(run(NATIVE, SYS_umount2, 0, 0) == mounts);
        uint32_t quota = brokered & VS_CCAP_QUOTA ? WAIT : refuse(EPERM);
        CHECK(run(NATIVE, SYS_quotactl, 0, 0) == quota);
        CHECK(run(NATIVE, SYS_quotactl_fd, 0, 0) == quota);
        test_arguments_are_looked_at();
        test_host_calls_are_refused();
    }
}

static void test_capabilities_need_no_broker(void)
{
    uint64_t all = VS_CCAP_ALL;
    CHECK(vs_ccaps_brokered(vs_caps_secure(), 0) == 0);
    CHECK(vs_ccaps_brokered(vs_caps_secure(), all) ==
          (VS_CCAP_HOSTNAME | VS_CCAP_RLIMIT | VS_CCAP_RAW_ICMP | VS_CCAP_MOUNT | VS_CCAP_QUOTA));
    /* The kernel asks for CAP_SYS_ADMIN on the host. */
    CHECK(vs_ccaps_brokered(1ull << CAP_SYS_ADMIN, all) ==
          (VS_CCAP_RLIMIT | VS_CCAP_RAW_ICMP | VS_CCAP_QUOTA));
    CHECK(vs_ccaps_brokered(1ull << CAP_NET_RAW, VS_CCAP_RAW_ICMP) == 0);
}

static void test_the_hosts_network_has_fewer_families(void)
{
    length = vs_seccomp_build(0, true, program);
    CHECK(length <= VS_SECCOMP_MAX);
    CHECK(run3(SYS_socket, AF_PACKET, SOCK_RAW, 0) == refuse(EPERM));
    CHECK(run3(SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) == refuse(EPERM));
    CHECK(run3(SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG) == refuse(EPERM));
    CHECK(run3(SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT) == ALLOW);
    CHECK(run3(SYS_socket, AF_UNIX, SOCK_STREAM, 0) == ALLOW);
    CHECK(run3(SYS_socket, AF_INET6, SOCK_STREAM, 0) == ALLOW);
    length = vs_seccomp_build(0, false, program);
    CHECK(run3(SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) == ALLOW);
}

int main(void)
{
    length = vs_seccomp_build(0, false, program);
    CHECK(length > 50 && length <= VS_SECCOMP_MAX);
    test_ordinary_calls_pass();
    test_host_calls_are_refused();
    test_foreign_architectures_do_not_exist();
    test_arguments_are_looked_at();
    test_the_log_is_empty();
    test_looks_wait_only_where_they_are_answered();
    test_statfs_waits_only_where_it_is_answered();
    test_only_what_is_brokered_waits();
    test_capabilities_need_no_broker();
    test_the_hosts_network_has_fewer_families();
    return 0;
}
