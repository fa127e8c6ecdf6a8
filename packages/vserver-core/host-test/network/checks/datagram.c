/* UDP servers and clients, with and without connect(2). */
#include "../program/ask.h"

#define TIMES 24

/* A server on the wildcard gets what somebody outside sends to one of the guest's addresses. Sent
 * again until it comes, as clients do: a shared network finds a new server within seconds. */
static struct outcome receive_at(const struct facts *facts, const char *wildcard,
                                 const char *address)
{
    int fd = serve_at(SOCK_DGRAM, at(wildcard, 0)), sent = 0;
    union end name = own_end(fd), source;
    const char *nonce = new_nonce();
    char data[128];
    do {
        int r = order_datagram(facts, at(address, port_of(&name)), nonce);
        if (r < 0)
            return fails("it was not sent: %s", error_name(r));
        if (sent++ == TIMES)
            return lacks("nothing came");
    } while (!readable(fd, patience(facts)));
    int r = receive(facts, fd, data, sizeof(data), &source);
    if (r < 0 || strcmp(data, nonce) != 0)
        return fails("%s", r < 0 ? error_name(r) : data);
    return is_at(&source, facts->outside4) || is_at(&source, facts->outside6)
               ? holds("from %s", text(&source))
               : fails("from %s", text(&source));
}

CHECK(udp_wildcard4_first, "a UDP server on 0.0.0.0 gets what is sent to the first address", PLAIN,
      HOLDS, HOLDS, SAME, receive_at(facts, "0.0.0.0", facts->own4))
CHECK(udp_wildcard4_second, "a UDP server on 0.0.0.0 gets what is sent to the second address",
      PLAIN, HOLDS, HOLDS, SAME, receive_at(facts, "0.0.0.0", facts->own4b))
CHECK(udp_wildcard6_first, "a UDP server on :: gets what is sent to the first IPv6 address", PLAIN,
      HOLDS, HOLDS, PARTLY, receive_at(facts, "::", facts->own6))
CHECK(udp_wildcard6_second, "a UDP server on :: gets what is sent to the second IPv6 address",
      PLAIN, HOLDS, HOLDS, PARTLY, receive_at(facts, "::", facts->own6b))
CHECK(udp_wildcard_dual, "a UDP server on :: gets what is sent by IPv4", PLAIN, HOLDS, HOLDS,
      PARTLY, receive_at(facts, "::", facts->own4))

/* What a datagram to an address of somebody else would be followed by. */
static struct outcome not_for_others(const struct facts *facts, const char *wildcard,
                                     const char *others, const char *own)
{
    int fd = serve_at(SOCK_DGRAM, at(wildcard, 0));
    union end name = own_end(fd), source;
    char data[128], marker[48];
    (void)order_datagram(facts, at(others, port_of(&name)), "foreign");
    (void)snprintf(marker, sizeof(marker), "%s", new_nonce());
    int r = order_datagram(facts, at(own, port_of(&name)), marker);
    if (r == 0)
        r = receive(facts, fd, data, sizeof(data), &source);
    if (r < 0)
        return fails("%s", error_name(r));
    return strcmp(data, marker) == 0 ? holds("only its own came") : fails("%s came first", data);
}

CHECK(udp_not_host4, "a UDP server on 0.0.0.0 does not get what is sent to the host", PLAIN, HOLDS,
      HOLDS, SAME, not_for_others(facts, "0.0.0.0", facts->host4, facts->own4))
CHECK(udp_not_host6, "a UDP server on :: does not get what is sent to the host", PLAIN, HOLDS,
      HOLDS, PARTLY, not_for_others(facts, "::", facts->host6, facts->own6))
CHECK(udp_not_neighbour4, "a UDP server on 0.0.0.0 does not get what is sent to another guest",
      PLAIN, HOLDS, HOLDS, SAME, not_for_others(facts, "0.0.0.0", facts->neighbour4, facts->own4))

/* Never bound by its program: the kernel takes a wildcard port when it sends first. */
static struct outcome autobound(const struct facts *facts)
{
    char source[48], data[128];
    int fd = open_socket(AF_INET, SOCK_DGRAM);
    int r = probe_source(facts, fd, at(facts->outside4, CONTROL), source);
    union end name = own_end(fd), from;
    if (r < 0)
        return fails("%s", error_name(r));
    (void)order_datagram(facts, at(facts->host4, port_of(&name)), "foreign");
    r = order_datagram(facts, at(facts->own4, port_of(&name)), "own");
    if (r == 0)
        r = receive(facts, fd, data, sizeof(data), &from);
    return r == 0 && strcmp(data, "own") == 0 ? holds("only its own came")
                                              : fails("%s", r < 0 ? error_name(r) : data);
}

CHECK(udp_autobound, "a UDP socket that the kernel gave its port gets nothing sent to the host",
      PLAIN, HOLDS, HOLDS, SAME, autobound(facts))

/* getaddrinfo(3): one socket asks which source each candidate would have. */
static struct outcome getaddrinfo_pattern(const struct facts *facts, int family)
{
    bool is_six = family == AF_INET6;
    union end loopback = at(is_six ? "::1" : "127.0.0.1", 65535);
    union end outside = at(is_six ? facts->outside6 : facts->outside4, 65535);
    const char *own = is_six ? facts->own6 : facts->own4;
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    int fd = open_socket(family, SOCK_DGRAM);
    if (connect(fd, &loopback.any, size_of(&loopback)) < 0)
        return fails("loopback: %s", error_name(errno));
    union end first = own_end(fd);
    if (connect(fd, &none, sizeof(none)) < 0)
        return fails("disconnect: %s", error_name(errno));
    if (connect(fd, &outside.any, size_of(&outside)) < 0)
        return fails("outside: %s", error_name(errno));
    union end second = own_end(fd);
    if (!is_at(&first, is_six ? "::1" : "127.0.0.1"))
        return fails("the source to its loopback is %s", text(&first));
    return is_at(&second, own) ? holds("%s, then %s", text(&first), text(&second))
                               : fails("the source is %s", text(&second));
}

CHECK(udp_reconnect4, "one IPv4 socket connects to the loopback, disconnects, connects outside",
      PLAIN, HOLDS, HOLDS, SAME, getaddrinfo_pattern(facts, AF_INET))
CHECK(udp_reconnect6, "one IPv6 socket connects to the loopback, disconnects, connects outside",
      PLAIN, HOLDS, HOLDS, PARTLY, getaddrinfo_pattern(facts, AF_INET6))

/* A resolver: connected, one question, one answer. */
static struct outcome connected_exchange(const struct facts *facts, union end to)
{
    char data[160] = "";
    int fd = reach(SOCK_DGRAM, to, deadline(facts));
    if (fd < 0 || send(fd, "whoami c", 8, 0) != 8)
        return fails("%s", error_name(fd < 0 ? fd : errno));
    union end peer = other_end(fd);
    if (!is_at(&peer, text(&to)))
        return fails("its peer is %s", text(&peer));
    if (!readable(fd, deadline(facts)) || recv(fd, data, sizeof(data) - 1, 0) < 0)
        return fails("no answer");
    union end own = own_end(fd);
    char expected[96];
    (void)snprintf(expected, sizeof(expected), "c %s %u", text(&own), port_of(&own));
    return strcmp(data, expected) == 0 ? holds("%s", data) : fails("%s, not %s", data, expected);
}

CHECK(udp_connected4, "a connected IPv4 socket asks and is answered, by the name it has", PLAIN,
      HOLDS, HOLDS, SAME, connected_exchange(facts, at(facts->outside4, CONTROL)))
CHECK(udp_connected6, "a connected IPv6 socket asks and is answered, by the name it has", PLAIN,
      HOLDS, HOLDS, PARTLY, connected_exchange(facts, at(facts->outside6, CONTROL)))
CHECK(udp_connected_mapped, "an IPv6 socket asks an IPv4 address and is answered", PLAIN, HOLDS,
      HOLDS, PARTLY, connected_exchange(facts, mapped(facts->outside4, CONTROL)))

/* The kernel takes a sockaddr_in for an IPv6 socket too. Source: net/ipv6/udp.c, udpv6_sendmsg. */
static struct outcome mixed_families(const struct facts *facts)
{
    char source[48] = "";
    int r = probe_source(facts, open_socket(AF_INET6, SOCK_DGRAM), at(facts->outside4, CONTROL),
                         source);
    return r == 0 && strcmp(source, facts->own4) == 0 ? holds("%s", source)
                                                      : fails("%s %s", error_name(r), source);
}

CHECK(udp_mixed, "an IPv6 socket that is given an IPv4 address sends from the guest's", PLAIN,
      HOLDS, HOLDS, PARTLY, mixed_families(facts))

/* A port that nobody has: the error comes back to the socket. */
static struct outcome refused_port(const struct facts *facts)
{
    char data[8];
    int fd = reach(SOCK_DGRAM, at(facts->outside4, 9), deadline(facts));
    if (fd < 0 || send(fd, "x", 1, 0) < 0)
        return fails("it was not sent");
    if (!readable(fd, deadline(facts)))
        return fails("no error came");
    return recv(fd, data, sizeof(data), 0) < 0 ? refused(-errno, ECONNREFUSED) : fails("data came");
}

CHECK(udp_refused, "a datagram to a closed port outside brings ECONNREFUSED", PLAIN, HOLDS, HOLDS,
      SAME, refused_port(facts))
