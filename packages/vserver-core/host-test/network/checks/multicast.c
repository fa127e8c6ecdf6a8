/* One to many: the guest's own in a stack of its own, refused without the right in the host's. */
#include "../program/ask.h"

#define GROUP4 "239.7.7.7"
#define GROUP6 "ff02::7:7"

static int join(const struct facts *facts, int family)
{
    union end group = at(family == AF_INET6 ? GROUP6 : GROUP4, 0);
    int fd = open_socket(family, SOCK_DGRAM);
    struct ip_mreqn four = {.imr_multiaddr = group.v4.sin_addr};
    union end own = at(facts->own4, 0);
    four.imr_address = own.v4.sin_addr;
    struct ipv6_mreq six = {.ipv6mr_multiaddr = group.v6.sin6_addr};
    int r = family == AF_INET6 ? setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &six, sizeof(six))
                               : setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &four, sizeof(four));
    return r < 0 ? -errno : 0;
}

/* In a stack of its own the right is not asked for: joining concerns nobody else. */
static struct outcome may_not_join(const struct facts *facts, int family)
{
    if (strcmp(facts->mode, "private") == 0)
        return not_applicable("the groups are of its own devices");
    return refused(join(facts, family), EPERM, EACCES);
}

static struct outcome may_join(const struct facts *facts, int family)
{
    int r = join(facts, family);
    return r < 0 ? fails("%s", error_name(r)) : holds("joined");
}

CHECK(multicast_join4, "a guest without the right does not join an IPv4 group of the host", PLAIN,
      NOT_APPLICABLE, HOLDS, SAME, may_not_join(facts, AF_INET))
CHECK(multicast_join6, "a guest without the right does not join an IPv6 group of the host", PLAIN,
      NOT_APPLICABLE, HOLDS, NEVER, may_not_join(facts, AF_INET6))
CHECK(multicast_granted4, "a guest with the right joins an IPv4 group", GRANTED, HOLDS, HOLDS, SAME,
      may_join(facts, AF_INET))
CHECK(multicast_granted6, "a guest with the right joins an IPv6 group", GRANTED, HOLDS, HOLDS,
      NEVER, may_join(facts, AF_INET6))

/* To everybody on the host's link; the agents there hear every port they have. */
static struct outcome not_heard(const struct facts *facts, union end end)
{
    char seen[48] = "";
    const char *nonce = new_nonce();
    int fd = open_socket(end.any.sa_family, SOCK_DGRAM);
    set(fd, SOL_SOCKET, SO_BROADCAST, 1);
    int r = send_note(fd, end, nonce);
    if (was_seen(facts, at(facts->outside4, CONTROL), nonce, seen))
        return fails("the outside heard it from %s", seen);
    return holds("%s", error_name(r));
}

CHECK(broadcast, "a broadcast does not reach the host's link", PLAIN, HOLDS, HOLDS, SAME,
      not_heard(facts, at("255.255.255.255", CONTROL)))
CHECK(multicast_send4, "a datagram to all hosts' IPv4 group does not reach the host's link", PLAIN,
      HOLDS, HOLDS, SAME, not_heard(facts, at("224.0.0.1", CONTROL)))
CHECK(multicast_send6, "a datagram to all nodes' IPv6 group does not reach the host's link", PLAIN,
      HOLDS, HOLDS, NEVER, not_heard(facts, at("ff02::1", CONTROL)))
