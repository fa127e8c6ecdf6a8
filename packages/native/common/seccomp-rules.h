/* System calls of a guest that are judged by their arguments, or that wait for who answers them.
 * Its tables are seccomp.c's alone. */
#pragma once
#include "kernel.h"
#include <errno.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

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
