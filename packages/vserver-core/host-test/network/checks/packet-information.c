/* Sources that come with each datagram: IP_PKTINFO and IPV6_PKTINFO. Source: ip(7), ipv6(7). */
#include "../program/ask.h"

#include <sys/uio.h>

/* A shared network finds a new server within seconds. */
#define TIMES 24

struct carried {
    int level, type;
    size_t size;
    union {
        struct in_pktinfo four;
        struct in6_pktinfo six;
    } value;
};

static struct carried source_in(const char *source, int index)
{
    union end end = at(source, 0);
    struct carried carried = {
        .level = IPPROTO_IP,
        .type = IP_PKTINFO,
        .size = sizeof(carried.value.four),
        .value.four = {.ipi_ifindex = index, .ipi_spec_dst = end.v4.sin_addr}};
    if (end.any.sa_family != AF_INET6)
        return carried;
    carried.level = IPPROTO_IPV6;
    carried.type = IPV6_PKTINFO;
    carried.size = sizeof(carried.value.six);
    carried.value.six =
        (struct in6_pktinfo){.ipi6_addr = end.v6.sin6_addr, .ipi6_ifindex = (unsigned)index};
    return carried;
}

static int send_from(int fd, const union end *to, const char *data, const struct carried *carried)
{
    char control[CMSG_SPACE(sizeof(carried->value))] = {0};
    struct iovec iov = {.iov_base = (char *)(uintptr_t)data, .iov_len = strlen(data)};
    struct msghdr message = {.msg_name = to ? (void *)(uintptr_t)&to->any : NULL,
                             .msg_namelen = to ? size_of(to) : 0,
                             .msg_iov = &iov,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = CMSG_SPACE(carried->size)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = carried->level;
    header->cmsg_type = carried->type;
    header->cmsg_len = CMSG_LEN(carried->size);
    memcpy(CMSG_DATA(header), &carried->value, carried->size);
    return sendmsg(fd, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* What the outside sees of a datagram that carries its source. */
static struct outcome carried_own(const struct facts *facts, const char *source, const char *to)
{
    char line[80], seen[48] = "";
    const char *nonce = new_nonce();
    union end end = at(to, CONTROL);
    int fd = open_socket(end.any.sa_family, SOCK_DGRAM);
    struct carried carried = source_in(source, 0);
    (void)snprintf(line, sizeof(line), "note %s", nonce);
    int r = send_from(fd, &end, line, &carried);
    if (r < 0)
        return fails("%s", error_name(r));
    if (!was_seen(facts, end, nonce, seen))
        return fails("it did not arrive");
    return strcmp(seen, source) == 0 ? holds("%s", seen) : fails("it came from %s", seen);
}

CHECK(pktinfo_own4, "a datagram may carry the second IPv4 address as its source", PLAIN, HOLDS,
      HOLDS, SAME, carried_own(facts, facts->own4b, facts->outside4))
CHECK(pktinfo_own6, "a datagram may carry the second IPv6 address as its source", PLAIN, HOLDS,
      HOLDS, PARTLY, carried_own(facts, facts->own6b, facts->outside6))

/* Refused at once, or never seen with that source. */
static struct outcome carried_foreign(const struct facts *facts, const char *source, const char *to,
                                      bool is_connected)
{
    char line[80], seen[48] = "";
    const char *nonce = new_nonce();
    union end end = at(to, CONTROL);
    int fd = open_socket(end.any.sa_family, SOCK_DGRAM);
    struct carried carried = source_in(source, 0);
    if (is_connected && connect_to(fd, end, deadline(facts)) < 0)
        return fails("it did not connect");
    (void)snprintf(line, sizeof(line), "note %s", nonce);
    int r = send_from(fd, is_connected ? NULL : &end, line, &carried);
    if (was_seen(facts, end, nonce, seen) && strcmp(seen, source) == 0)
        return fails("it arrived from %s", seen);
    return r < 0 ? holds("%s", error_name(r)) : holds("%s", seen[0] ? seen : "it did not arrive");
}

CHECK(pktinfo_host4, "a datagram cannot carry the host's IPv4 address as its source", PLAIN, HOLDS,
      HOLDS, SAME, carried_foreign(facts, facts->host4, facts->outside4, false))
CHECK(pktinfo_neighbour4, "a datagram cannot carry another guest's IPv4 address as its source",
      PLAIN, HOLDS, HOLDS, SAME, carried_foreign(facts, facts->neighbour4, facts->outside4, false))
CHECK(pktinfo_connected4, "a connected socket's datagram cannot carry another guest's address",
      PLAIN, HOLDS, HOLDS, SAME, carried_foreign(facts, facts->neighbour4, facts->outside4, true))
CHECK(pktinfo_host6, "a datagram cannot carry the host's IPv6 address as its source", PLAIN, HOLDS,
      HOLDS, PARTLY, carried_foreign(facts, facts->host6, facts->outside6, false))
CHECK(pktinfo_neighbour6, "a datagram cannot carry another guest's IPv6 address as its source",
      PLAIN, HOLDS, HOLDS, PARTLY,
      carried_foreign(facts, facts->neighbour6, facts->outside6, false))
CHECK(pktinfo_connected6, "a connected socket's datagram cannot carry another's IPv6 address",
      PLAIN, HOLDS, HOLDS, PARTLY, carried_foreign(facts, facts->neighbour6, facts->outside6, true))

/* Set once for all datagrams of the socket. Source: RFC 3542, 6.2. */
static struct outcome sticky_foreign(const struct facts *facts)
{
    char seen[48] = "";
    const char *nonce = new_nonce();
    union end end = at(facts->outside6, CONTROL);
    struct carried carried = source_in(facts->neighbour6, 0);
    int fd = open_socket(AF_INET6, SOCK_DGRAM);
    if (setsockopt(fd, IPPROTO_IPV6, IPV6_PKTINFO, &carried.value.six, sizeof(carried.value.six)))
        return holds("%s", error_name(errno));
    int r = send_note(fd, end, nonce);
    if (was_seen(facts, end, nonce, seen) && strcmp(seen, facts->neighbour6) == 0)
        return fails("it arrived from %s", seen);
    return holds("%s", r < 0 ? error_name(r) : seen[0] ? seen : "it did not arrive");
}

CHECK(pktinfo_sticky6, "a socket cannot be set to another guest's IPv6 source for good", PLAIN,
      HOLDS, HOLDS, PARTLY, sticky_foreign(facts))

/* A UDP server with several addresses answers from the one that was asked. */
static struct outcome told_destination(const struct facts *facts, const char *own, int level,
                                       int option, int type)
{
    char data[128], control[256];
    union end end = at(own, 0);
    int fd = serve_at(SOCK_DGRAM, at(end.any.sa_family == AF_INET6 ? "::" : "0.0.0.0", 0));
    set(fd, level, option, 1);
    union end name = own_end(fd);
    for (int sent = 0; sent < TIMES && !readable(fd, sent ? patience(facts) : 0); sent++)
        (void)order_datagram(facts, at(own, port_of(&name)), "told");
    struct iovec iov = {.iov_base = data, .iov_len = sizeof(data)};
    struct msghdr message = {.msg_iov = &iov,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof(control)};
    if (!readable(fd, patience(facts)) || recvmsg(fd, &message, 0) < 0)
        return lacks("nothing came");
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header;
         header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != level || header->cmsg_type != type)
            continue;
        union end told = end;
        if (level == IPPROTO_IP)
            told.v4.sin_addr = ((struct in_pktinfo *)(void *)CMSG_DATA(header))->ipi_addr;
        else
            told.v6.sin6_addr = ((struct in6_pktinfo *)(void *)CMSG_DATA(header))->ipi6_addr;
        return is_at(&told, own) ? holds("%s", text(&told)) : fails("%s", text(&told));
    }
    return fails("it was not told");
}

CHECK(pktinfo_told4, "a UDP server on 0.0.0.0 is told that the first address was asked", PLAIN,
      HOLDS, HOLDS, SAME, told_destination(facts, facts->own4, IPPROTO_IP, IP_PKTINFO, IP_PKTINFO))
CHECK(pktinfo_told4_second, "a UDP server on 0.0.0.0 is told that the second address was asked",
      PLAIN, HOLDS, HOLDS, SAME,
      told_destination(facts, facts->own4b, IPPROTO_IP, IP_PKTINFO, IP_PKTINFO))
CHECK(pktinfo_told6_second, "a UDP server on :: is told that the second address was asked", PLAIN,
      HOLDS, HOLDS, PARTLY,
      told_destination(facts, facts->own6b, IPPROTO_IPV6, IPV6_RECVPKTINFO, IPV6_PKTINFO))
