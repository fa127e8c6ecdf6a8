/* Which addresses and ports a socket may take. */
#include "../program/ask.h"

static struct outcome bind_own(int type, const char *address, union end end)
{
    int fd = serve_at(type, end);
    if (fd < 0)
        return fails("%s", error_name(fd));
    union end name = own_end(fd);
    return is_at(&name, address) && port_of(&name) != 0 ? holds("%s", text(&name))
                                                        : fails("its name is %s", text(&name));
}

/* EADDRNOTAVAIL, so that a program says the same as where the address does not exist. */
static struct outcome bind_foreign(int type, union end end)
{
    return refused(serve_at(type, end), EADDRNOTAVAIL);
}

CHECK(bind_tcp4_first, "a TCP socket takes the guest's first IPv4 address", PLAIN, HOLDS, HOLDS,
      SAME, bind_own(SOCK_STREAM, facts->own4, at(facts->own4, 0)))
CHECK(bind_tcp4_second, "a TCP socket takes the guest's second IPv4 address", PLAIN, HOLDS, HOLDS,
      SAME, bind_own(SOCK_STREAM, facts->own4b, at(facts->own4b, 0)))
CHECK(bind_tcp6_first, "a TCP socket takes the guest's first IPv6 address", PLAIN, HOLDS, HOLDS,
      PARTLY, bind_own(SOCK_STREAM, facts->own6, at(facts->own6, 0)))
CHECK(bind_tcp6_second, "a TCP socket takes the guest's second IPv6 address", PLAIN, HOLDS, HOLDS,
      PARTLY, bind_own(SOCK_STREAM, facts->own6b, at(facts->own6b, 0)))
CHECK(bind_udp4_first, "a UDP socket takes the guest's first IPv4 address", PLAIN, HOLDS, HOLDS,
      SAME, bind_own(SOCK_DGRAM, facts->own4, at(facts->own4, 0)))
CHECK(bind_udp4_second, "a UDP socket takes the guest's second IPv4 address", PLAIN, HOLDS, HOLDS,
      SAME, bind_own(SOCK_DGRAM, facts->own4b, at(facts->own4b, 0)))
CHECK(bind_udp6_first, "a UDP socket takes the guest's first IPv6 address", PLAIN, HOLDS, HOLDS,
      PARTLY, bind_own(SOCK_DGRAM, facts->own6, at(facts->own6, 0)))
CHECK(bind_mapped_own, "an IPv6 socket takes the guest's IPv4 address in its mapped form", PLAIN,
      HOLDS, HOLDS, PARTLY, bind_own(SOCK_STREAM, facts->own4, mapped(facts->own4, 0)))

CHECK(bind_tcp4_host, "a TCP socket cannot take the host's IPv4 address", PLAIN, HOLDS, HOLDS, SAME,
      bind_foreign(SOCK_STREAM, at(facts->host4, 0)))
CHECK(bind_tcp6_host, "a TCP socket cannot take the host's IPv6 address", PLAIN, HOLDS, HOLDS,
      PARTLY, bind_foreign(SOCK_STREAM, at(facts->host6, 0)))
CHECK(bind_tcp4_neighbour, "a TCP socket cannot take another guest's IPv4 address", PLAIN, HOLDS,
      HOLDS, SAME, bind_foreign(SOCK_STREAM, at(facts->neighbour4, 0)))
CHECK(bind_tcp6_neighbour, "a TCP socket cannot take another guest's IPv6 address", PLAIN, HOLDS,
      HOLDS, PARTLY, bind_foreign(SOCK_STREAM, at(facts->neighbour6, 0)))
CHECK(bind_udp4_host, "a UDP socket cannot take the host's IPv4 address", PLAIN, HOLDS, HOLDS, SAME,
      bind_foreign(SOCK_DGRAM, at(facts->host4, 0)))
CHECK(bind_udp6_host, "a UDP socket cannot take the host's IPv6 address", PLAIN, HOLDS, HOLDS,
      PARTLY, bind_foreign(SOCK_DGRAM, at(facts->host6, 0)))
CHECK(bind_udp4_neighbour, "a UDP socket cannot take another guest's IPv4 address", PLAIN, HOLDS,
      HOLDS, SAME, bind_foreign(SOCK_DGRAM, at(facts->neighbour4, 0)))
CHECK(bind_udp6_neighbour, "a UDP socket cannot take another guest's IPv6 address", PLAIN, HOLDS,
      HOLDS, PARTLY, bind_foreign(SOCK_DGRAM, at(facts->neighbour6, 0)))
CHECK(bind_tcp4_outside, "a TCP socket cannot take an address of the outside", PLAIN, HOLDS, HOLDS,
      SAME, bind_foreign(SOCK_STREAM, at(facts->outside4, 0)))
CHECK(bind_mapped_host, "an IPv6 socket cannot take the host's IPv4 address in its mapped form",
      PLAIN, HOLDS, HOLDS, PARTLY, bind_foreign(SOCK_STREAM, mapped(facts->host4, 0)))
CHECK(bind_mapped_neighbour,
      "an IPv6 socket cannot take another guest's IPv4 address in its mapped form", PLAIN, HOLDS,
      HOLDS, PARTLY, bind_foreign(SOCK_STREAM, mapped(facts->neighbour4, 0)))

static struct outcome bind_privileged(const struct facts *facts, int type)
{
    int fd = serve_at(type, at(facts->own4, WEB));
    return fd < 0 ? fails("%s", error_name(fd)) : holds("port %d", WEB);
}

CHECK(bind_port_80_tcp, "the guest's root listens on TCP port 80", PLAIN, HOLDS, HOLDS, SAME,
      bind_privileged(facts, SOCK_STREAM))
CHECK(bind_port_80_udp, "the guest's root takes UDP port 80", PLAIN, HOLDS, HOLDS, SAME,
      bind_privileged(facts, SOCK_DGRAM))

/* Errors that a program's logic depends on stay the same. */
static struct outcome bind_again(const struct facts *facts)
{
    int fd = serve_at(SOCK_DGRAM, at(facts->own4, 0));
    return refused(bind_to(fd, at(facts->own4, 0)), EINVAL);
}

static struct outcome bind_taken(const struct facts *facts, int type)
{
    union end name = own_end(serve_at(type, at(facts->own4, 0)));
    return refused(serve_at(type, name), EADDRINUSE);
}

/* One port on two addresses is two sockets. */
static struct outcome bind_both(const struct facts *facts)
{
    union end first = own_end(serve_at(SOCK_STREAM, at(facts->own4, 0)));
    int second = serve_at(SOCK_STREAM, at(facts->own4b, port_of(&first)));
    return second < 0 ? fails("%s", error_name(second)) : holds("port %u", port_of(&first));
}

static struct outcome bind_wrong_family(const struct facts *facts)
{
    return refused(bind_to(open_socket(AF_INET, SOCK_STREAM), at(facts->own6, 0)), EAFNOSUPPORT);
}

CHECK(bind_twice, "a second bind of one socket says EINVAL", PLAIN, HOLDS, HOLDS, SAME,
      bind_again(facts))
CHECK(bind_taken_tcp, "a taken TCP port says EADDRINUSE", PLAIN, HOLDS, HOLDS, SAME,
      bind_taken(facts, SOCK_STREAM))
CHECK(bind_taken_udp, "a taken UDP port says EADDRINUSE", PLAIN, HOLDS, HOLDS, SAME,
      bind_taken(facts, SOCK_DGRAM))
CHECK(bind_each_address, "one port is free on each of the guest's addresses", PLAIN, HOLDS, HOLDS,
      SAME, bind_both(facts))
CHECK(bind_family, "an address of the other family says EAFNOSUPPORT", PLAIN, HOLDS, HOLDS, SAME,
      bind_wrong_family(facts))

/* The link-local addresses of the host's devices belong to nobody. */
static struct outcome bind_link_local(const struct facts *facts)
{
    union end end = at("fe80::1", 0);
    end.v6.sin6_scope_id = (uint32_t)facts->uplink_index;
    return refused(serve_at(SOCK_STREAM, end), EADDRNOTAVAIL, EINVAL, ENODEV);
}

CHECK(bind_link_local, "a socket cannot take a link-local address of the host", PLAIN, HOLDS, HOLDS,
      NEVER, bind_link_local(facts))
