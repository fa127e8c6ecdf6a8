/* Which kinds of sockets there are: what is not confined must not be opened. */
#include "../program/ask.h"

#include <linux/if_alg.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <net/ethernet.h>

#ifndef IPPROTO_SMC
#define IPPROTO_SMC 256
#endif
#define ALL_FAMILIES 64

static int try_socket(int family, int type, int protocol)
{
    int fd = socket(family, type | SOCK_CLOEXEC, protocol);
    return fd < 0 ? -errno : fd;
}

/* Not built, not permitted: a program gets neither. */
static struct outcome closed(int family, int type, int protocol)
{
    return refused(try_socket(family, type, protocol), EPERM, EACCES, EAFNOSUPPORT, EPROTONOSUPPORT,
                   ESOCKTNOSUPPORT);
}

CHECK(raw_tcp, "a raw socket for TCP is refused", PLAIN, HOLDS, HOLDS, SAME,
      closed(AF_INET, SOCK_RAW, IPPROTO_TCP))
CHECK(raw_any, "a raw socket that writes its own header is refused", PLAIN, HOLDS, HOLDS, SAME,
      closed(AF_INET, SOCK_RAW, IPPROTO_RAW))
CHECK(raw_any6, "a raw IPv6 socket is refused", PLAIN, HOLDS, HOLDS, SAME,
      closed(AF_INET6, SOCK_RAW, IPPROTO_RAW))
CHECK(raw_icmp, "a raw ICMP socket is refused", PLAIN, HOLDS, HOLDS, SAME,
      closed(AF_INET, SOCK_RAW, IPPROTO_ICMP))
CHECK(raw_icmp6, "a raw ICMPv6 socket is refused", PLAIN, HOLDS, HOLDS, SAME,
      closed(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6))
CHECK(raw_udp_granted, "with the right to raw ICMP, a raw socket for UDP is refused still", GRANTED,
      HOLDS, HOLDS, SAME, closed(AF_INET, SOCK_RAW, IPPROTO_UDP))
CHECK(raw_header_granted, "with the right to raw ICMP, one that writes its own header is too",
      GRANTED, HOLDS, HOLDS, SAME, closed(AF_INET, SOCK_RAW, IPPROTO_RAW))
CHECK(packet_raw, "a packet socket is refused", PLAIN, HOLDS, HOLDS, SAME,
      closed(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)))
CHECK(packet_datagram, "a cooked packet socket is refused", PLAIN, HOLDS, HOLDS, SAME,
      closed(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP)))
CHECK(packet_granted, "with all rights of a network, a packet socket is refused", GRANTED, HOLDS,
      HOLDS, SAME, closed(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)))
CHECK(vsock, "a socket to the hypervisor is refused", PLAIN, HOLDS, HOLDS, NEVER,
      closed(AF_VSOCK, SOCK_STREAM, 0))
CHECK(alg, "a socket to the kernel's cryptography is refused", PLAIN, HOLDS, HOLDS, NEVER,
      closed(AF_ALG, SOCK_SEQPACKET, 0))
CHECK(xdp, "an AF_XDP socket is refused", PLAIN, HOLDS, HOLDS, NEVER, closed(AF_XDP, SOCK_RAW, 0))
CHECK(sctp, "SCTP is refused, so that its several homes need no watch", PLAIN, HOLDS, HOLDS, NEVER,
      closed(AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP))
CHECK(smc, "SMC is refused", PLAIN, HOLDS, HOLDS, NEVER, closed(AF_SMC, SOCK_STREAM, 0))
CHECK(rds, "RDS is refused", PLAIN, HOLDS, HOLDS, NEVER, closed(AF_RDS, SOCK_SEQPACKET, 0))
CHECK(tipc, "TIPC is refused", PLAIN, HOLDS, HOLDS, NEVER, closed(AF_TIPC, SOCK_RDM, 0))
CHECK(l2tp, "L2TP is refused", PLAIN, HOLDS, HOLDS, NEVER,
      closed(AF_INET, SOCK_DGRAM, 115 /* IPPROTO_L2TP */))
CHECK(dccp, "DCCP is refused", PLAIN, HOLDS, HOLDS, NEVER,
      closed(AF_INET, 6 /* SOCK_DCCP */, IPPROTO_DCCP))

/* Everything a kernel may have that speaks past the addresses. */
static struct outcome other_families(void)
{
    static const int TYPES[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET};
    for (int family = 1; family < ALL_FAMILIES; family++) {
        if (family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK)
            continue;
        for (size_t i = 0; i < sizeof(TYPES) / sizeof(*TYPES); i++)
            if (try_socket(family, TYPES[i], 0) >= 0)
                return fails("family %d, type %d", family, TYPES[i]);
    }
    return holds("%d families", ALL_FAMILIES - 5);
}

CHECK(other_families, "no other family opens a socket", PLAIN, HOLDS, HOLDS, NEVER,
      other_families())

/* Multipath TCP: refused, so that programs fall back, or from the guest's address alone. */
static struct outcome multipath(const struct facts *facts)
{
    char answer[ANSWER_SIZE] = "", seen[48] = "";
    int fd = try_socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);
    if (fd < 0)
        return refused(fd, EPERM, EACCES, EPROTONOSUPPORT, ENOPROTOOPT);
    int r = connect_to(fd, at(facts->outside4, CONTROL), deadline(facts));
    if (r == 0)
        r = transact(fd, "whoami", answer, sizeof(answer), deadline(facts));
    if (r < 0 || sscanf(answer, "%*s %47s", seen) != 1)
        return fails("%s", error_name(r));
    return strcmp(seen, facts->own4) == 0 ? holds("%s", seen) : fails("from %s", seen);
}

static struct outcome multipath_bind(const struct facts *facts)
{
    int fd = try_socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);
    if (fd < 0)
        return refused(fd, EPERM, EACCES, EPROTONOSUPPORT, ENOPROTOOPT);
    return refused(bind_to(fd, at(facts->host4, 0)), EADDRNOTAVAIL);
}

CHECK(mptcp_source, "multipath TCP is refused or comes from the guest's address", PLAIN, HOLDS,
      HOLDS, NEVER, multipath(facts))
CHECK(mptcp_bind, "multipath TCP does not take the host's address", PLAIN, HOLDS, HOLDS, NEVER,
      multipath_bind(facts))
