/* Socket options that would lead past the guest's addresses. */
#include "../program/ask.h"

#include <linux/in6.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>

#ifndef SO_BINDTOIFINDEX
#define SO_BINDTOIFINDEX 62
#endif

static int try_option(int family, int type, int level, int option, const void *value, size_t size)
{
    int fd = open_socket(family, type);
    return setsockopt(fd, level, option, value, (socklen_t)size) < 0 ? -errno : 0;
}

static int try_number(int family, int level, int option, int value)
{
    return try_option(family, SOCK_DGRAM, level, option, &value, sizeof(value));
}

/* ENODEV and the like: where the host's device does not exist. */
#define NO_DEVICE EPERM, EACCES, ENODEV, EADDRNOTAVAIL, EINVAL

CHECK(option_device, "a socket cannot be bound to the host's uplink", PLAIN, HOLDS, HOLDS, PARTLY,
      refused(try_option(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_BINDTODEVICE, facts->uplink,
                         strlen(facts->uplink)),
              NO_DEVICE))

/* By number the uplink may be a device of the guest's own, which cannot lead to anywhere else. */
static struct outcome by_index(const struct facts *facts, int level, int option, int value)
{
    if (strcmp(facts->mode, "private") == 0)
        return not_applicable("numbers of devices are the guest's own");
    return refused(try_number(level == IPPROTO_IPV6 ? AF_INET6 : AF_INET, level, option, value),
                   NO_DEVICE);
}

CHECK(option_index, "nor by its number", PLAIN, NOT_APPLICABLE, HOLDS, PARTLY,
      by_index(facts, SOL_SOCKET, SO_BINDTOIFINDEX, facts->uplink_index))
CHECK(option_unicast_if, "IP_UNICAST_IF cannot choose the host's device", PLAIN, NOT_APPLICABLE,
      HOLDS, PARTLY,
      by_index(facts, IPPROTO_IP, IP_UNICAST_IF, (int)htonl((unsigned)facts->uplink_index)))
CHECK(option_unicast_if6, "IPV6_UNICAST_IF cannot choose the host's device", PLAIN, NOT_APPLICABLE,
      HOLDS, PARTLY,
      by_index(facts, IPPROTO_IPV6, IPV6_UNICAST_IF, (int)htonl((unsigned)facts->uplink_index)))

CHECK(option_mark, "packets cannot be marked for the host's routing rules", PLAIN, HOLDS, HOLDS,
      SAME, refused(try_number(AF_INET, SOL_SOCKET, SO_MARK, 1), EPERM))
CHECK(option_transparent, "IP_TRANSPARENT is refused", PLAIN, HOLDS, HOLDS, SAME,
      refused(try_number(AF_INET, IPPROTO_IP, IP_TRANSPARENT, 1), EPERM))
CHECK(option_transparent6, "IPV6_TRANSPARENT is refused", PLAIN, HOLDS, HOLDS, SAME,
      refused(try_number(AF_INET6, IPPROTO_IPV6, IPV6_TRANSPARENT, 1), EPERM))
CHECK(option_priority, "a packet's priority above 6 is refused", PLAIN, HOLDS, HOLDS, SAME,
      refused(try_number(AF_INET, SOL_SOCKET, SO_PRIORITY, 7), EPERM))
CHECK(option_force_buffer, "buffers beyond the host's limit are refused", PLAIN, HOLDS, HOLDS, SAME,
      refused(try_number(AF_INET, SOL_SOCKET, SO_RCVBUFFORCE, 1 << 28), EPERM))
CHECK(option_repair, "TCP_REPAIR, which forges connections, is refused", PLAIN, HOLDS, HOLDS, SAME,
      refused(({
                  int one = 1;
                  try_option(AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_REPAIR, &one, sizeof(one));
              }),
              EPERM))

/* Bound to an address that is nobody's or somebody else's: what is sent from it must not arrive. */
static struct outcome bound_freely(const struct facts *facts, const char *source, union end to)
{
    char seen[48] = "";
    const char *nonce = new_nonce();
    bool is_six = to.any.sa_family == AF_INET6;
    int fd = open_socket(to.any.sa_family, SOCK_DGRAM);
    set(fd, is_six ? IPPROTO_IPV6 : IPPROTO_IP, is_six ? IPV6_FREEBIND : IP_FREEBIND, 1);
    int r = bind_to(fd, at(source, 0));
    if (r < 0)
        return refused(r, EADDRNOTAVAIL, EPERM);
    r = send_note(fd, to, nonce);
    if (was_seen(facts, to, nonce, seen) && strcmp(seen, source) == 0)
        return fails("it arrived from %s", seen);
    return holds("bound, %s", r < 0 ? error_name(r) : "dropped");
}

CHECK(option_freebind_host, "IP_FREEBIND does not make the host's address a source", PLAIN, HOLDS,
      HOLDS, SAME, bound_freely(facts, facts->host4, at(facts->outside4, CONTROL)))
CHECK(option_freebind_neighbour, "IP_FREEBIND does not make another guest's address a source",
      PLAIN, HOLDS, HOLDS, SAME,
      bound_freely(facts, facts->neighbour4, at(facts->outside4, CONTROL)))
CHECK(option_freebind6, "IPV6_FREEBIND does not make another guest's address a source", PLAIN,
      HOLDS, HOLDS, NEVER, bound_freely(facts, facts->neighbour6, at(facts->outside6, CONTROL)))
CHECK(option_freebind_to_host, "nor does it towards the host itself", PLAIN, HOLDS, HOLDS, SAME,
      bound_freely(facts, facts->neighbour4, at(facts->host4, CONTROL)))

/* Loose source route by the host: the next hop would not be the destination that was checked. */
static struct outcome source_route(const struct facts *facts)
{
    unsigned char route[] = {IPOPT_NOP, IPOPT_LSRR, 7, 4, 0, 0, 0, 0};
    char seen[48] = "";
    const char *nonce = new_nonce();
    union end host = at(facts->host4, 0), end = at(facts->outside4, CONTROL);
    memcpy(route + 4, &host.v4.sin_addr, 4);
    int fd = open_socket(AF_INET, SOCK_DGRAM);
    if (setsockopt(fd, IPPROTO_IP, IP_OPTIONS, route, sizeof(route)) < 0)
        return refused(-errno, EPERM, EACCES, EINVAL);
    (void)send_note(fd, end, nonce);
    return was_seen(facts, end, nonce, seen) ? fails("it arrived from %s", seen)
                                             : holds("set, then dropped");
}

/* Segment routing, the one routing header that anybody may set. Source: RFC 8754; kernel
 * net/ipv6/ipv6_sockglue.c, IPV6_RTHDR. */
static struct outcome routing_header(const struct facts *facts)
{
    struct {
        uint8_t next, length, type, left, last, flags;
        uint16_t tag;
        struct in6_addr segments[2];
    } header = {.length = 4, .type = 4, .left = 1, .last = 1};
    char seen[48] = "";
    const char *nonce = new_nonce();
    union end host = at(facts->host6, 0), end = at(facts->outside6, CONTROL);
    header.segments[0] = end.v6.sin6_addr;
    header.segments[1] = host.v6.sin6_addr;
    int fd = open_socket(AF_INET6, SOCK_DGRAM);
    if (setsockopt(fd, IPPROTO_IPV6, IPV6_RTHDR, &header, sizeof(header)) < 0)
        return refused(-errno, EPERM, EACCES);
    /* The host would be asked to send on what it takes for its own packet. */
    if (strcmp(facts->mode, "shared") == 0)
        return fails("it was set");
    (void)send_note(fd, end, nonce);
    return was_seen(facts, end, nonce, seen) ? fails("it arrived from %s", seen)
                                             : holds("set, then dropped");
}

CHECK(option_source_route, "an IPv4 source route leads nowhere", PLAIN, HOLDS, HOLDS, SAME,
      source_route(facts))
CHECK(option_routing_header, "an IPv6 routing header leads nowhere", PLAIN, HOLDS, HOLDS, NEVER,
      routing_header(facts))
CHECK(option_hop_options, "IPv6 hop-by-hop options are refused", PLAIN, HOLDS, HOLDS, SAME,
      refused(({
                  uint8_t pad[8] = {0, 0, 1, 4};
                  try_option(AF_INET6, SOCK_DGRAM, IPPROTO_IPV6, IPV6_HOPOPTS, pad, sizeof(pad));
              }),
              EPERM, EACCES))

/* What servers set on every socket goes on working. */
static struct outcome ordinary(void)
{
    static const struct {
        int family, type, level, option, value;
    } ALL[] = {
        {AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_NODELAY, 1},
        {AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_KEEPIDLE, 60},
        {AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_DEFER_ACCEPT, 5},
        {AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_FASTOPEN, 16},
        {AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_USER_TIMEOUT, 10000},
        {AF_INET, SOCK_STREAM, SOL_SOCKET, SO_KEEPALIVE, 1},
        {AF_INET, SOCK_STREAM, SOL_SOCKET, SO_SNDBUF, 65536},
        {AF_INET, SOCK_STREAM, IPPROTO_IP, IP_TOS, 16},
        {AF_INET, SOCK_STREAM, IPPROTO_IP, IP_TTL, 64},
        {AF_INET, SOCK_DGRAM, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO},
        {AF_INET, SOCK_DGRAM, IPPROTO_IP, IP_RECVERR, 1},
        {AF_INET, SOCK_DGRAM, IPPROTO_IP, IP_PKTINFO, 1},
        {AF_INET6, SOCK_DGRAM, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1},
        {AF_INET6, SOCK_STREAM, IPPROTO_IPV6, IPV6_V6ONLY, 1},
        {AF_INET6, SOCK_STREAM, IPPROTO_IPV6, IPV6_TCLASS, 16},
    };
    for (size_t i = 0; i < sizeof(ALL) / sizeof(*ALL); i++) {
        int r = try_option(ALL[i].family, ALL[i].type, ALL[i].level, ALL[i].option, &ALL[i].value,
                           sizeof(ALL[i].value));
        if (r < 0)
            return fails("level %d, option %d: %s", ALL[i].level, ALL[i].option, error_name(r));
    }
    return holds("%zu options", sizeof(ALL) / sizeof(*ALL));
}

CHECK(option_ordinary, "the options that servers set are allowed", PLAIN, HOLDS, HOLDS, SAME,
      ordinary())
