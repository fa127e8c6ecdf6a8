/* Which kinds of sockets there are: what is not confined must not be opened. */
#include "../program/ask.h"

#include <linux/if_alg.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <net/ethernet.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

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

/* ping(8) of today needs no raw socket. Source: icmp(7), ping_group_range. */
static struct outcome ping(const struct facts *facts, int type, int protocol, const char *from,
                           const char *to)
{
    union end end = at(to, 0);
    bool is_six = end.any.sa_family == AF_INET6;
    struct icmphdr echo = {.type = is_six ? ICMP6_ECHO_REQUEST : ICMP_ECHO, .un.echo.id = 7};
    uint32_t sum = (uint32_t)echo.type + echo.un.echo.id; /* words; byte order does not matter */
    char data[256];
    echo.checksum = is_six ? 0 : (uint16_t)~sum;
    int fd = try_socket(end.any.sa_family, type, protocol);
    if (fd < 0)
        return fails("%s", error_name(fd));
    int r = from ? bind_to(fd, at(from, 0)) : 0;
    if (r == 0 && sendto(fd, &echo, sizeof(echo), 0, &end.any, size_of(&end)) < 0)
        r = -errno;
    if (r < 0)
        return fails("%s", error_name(r));
    union end source;
    r = receive(facts, fd, data, sizeof(data), &source);
    return r == 0 && is_at(&source, to) ? holds("answered by %s", text(&source))
                                        : fails("%s", error_name(r));
}

CHECK(ping4, "ping reaches the outside by IPv4", PLAIN, HOLDS, HOLDS, PARTLY,
      ping(facts, SOCK_DGRAM, IPPROTO_ICMP, NULL, facts->outside4))
CHECK(ping6, "ping reaches the outside by IPv6", PLAIN, HOLDS, HOLDS, PARTLY,
      ping(facts, SOCK_DGRAM, IPPROTO_ICMPV6, NULL, facts->outside6))
CHECK(ping_from, "ping -I reaches the outside from the second address", PLAIN, HOLDS, HOLDS, PARTLY,
      ping(facts, SOCK_DGRAM, IPPROTO_ICMP, facts->own4b, facts->outside4))
CHECK(ping_host, "ping reaches the host", PLAIN, HOLDS, HOLDS, PARTLY,
      ping(facts, SOCK_DGRAM, IPPROTO_ICMP, NULL, facts->host4))
CHECK(ping_loopback, "ping reaches the guest's own 127.0.0.1", PLAIN, HOLDS, HOLDS, PARTLY,
      ping(facts, SOCK_DGRAM, IPPROTO_ICMP, NULL, "127.0.0.1"))

static struct outcome foreign_ping(const struct facts *facts)
{
    int fd = try_socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    int r = fd < 0 ? fd : bind_to(fd, at(facts->host4, 0));
    struct icmphdr echo = {.type = ICMP_ECHO, .checksum = (uint16_t)~ICMP_ECHO};
    union end end = at(facts->outside4, 0);
    if (r < 0)
        return refused(r, EADDRNOTAVAIL, EPERM);
    if (sendto(fd, &echo, sizeof(echo), 0, &end.any, size_of(&end)) < 0)
        return holds("%s", error_name(errno));
    return readable(fd, patience(facts)) ? fails("it was answered") : holds("no answer");
}

CHECK(ping_foreign, "a ping cannot come from the host's address", PLAIN, HOLDS, HOLDS, PARTLY,
      foreign_ping(facts))
