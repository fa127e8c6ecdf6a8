/* The source of what leaves, and what a forged one comes to. */
#include "../program/ask.h"

static struct outcome source_of_tcp(const struct facts *facts, union end to, const char *own)
{
    char answer[ANSWER_SIZE] = "", seen[48] = "";
    int fd = reach(SOCK_STREAM, to, deadline(facts));
    if (fd < 0)
        return fails("%s", error_name(fd));
    int r = transact(fd, "whoami", answer, sizeof(answer), deadline(facts));
    union end name = own_end(fd), peer = other_end(fd);
    if (r < 0 || sscanf(answer, "%*s %47s", seen) != 1)
        return fails("%s", error_name(r));
    if (!is_at(&name, own) || strcmp(seen, own) != 0)
        return fails("its name is %s, the other side sees %s", text(&name), seen);
    return is_at(&peer, text(&to)) ? holds("%s", seen) : fails("its peer is %s", text(&peer));
}

CHECK(source_tcp4, "a TCP connection outside comes from the first IPv4 address", PLAIN, HOLDS,
      HOLDS, SAME, source_of_tcp(facts, at(facts->outside4, CONTROL), facts->own4))
CHECK(source_tcp6, "a TCP connection outside comes from the first IPv6 address", PLAIN, HOLDS,
      HOLDS, PARTLY, source_of_tcp(facts, at(facts->outside6, CONTROL), facts->own6))
CHECK(source_mapped, "an IPv6 socket reaches an IPv4 address from the first IPv4 address", PLAIN,
      HOLDS, HOLDS, PARTLY, source_of_tcp(facts, mapped(facts->outside4, CONTROL), facts->own4))
CHECK(source_host4, "a connection to the host comes from the guest's IPv4 address", PLAIN, HOLDS,
      HOLDS, SAME, source_of_tcp(facts, at(facts->host4, CONTROL), facts->own4))
CHECK(source_host6, "a connection to the host comes from the guest's IPv6 address", PLAIN, HOLDS,
      HOLDS, PARTLY, source_of_tcp(facts, at(facts->host6, CONTROL), facts->own6))

static struct outcome source_of_udp(const struct facts *facts, const char *bound, union end to,
                                    const char *own)
{
    char seen[48] = "";
    int fd = bound ? serve_at(SOCK_DGRAM, at(bound, 0)) : open_socket(to.any.sa_family, SOCK_DGRAM);
    if (fd < 0)
        return fails("%s", error_name(fd));
    int r = probe_source(facts, fd, to, seen);
    return r == 0 && strcmp(seen, own) == 0 ? holds("%s", seen)
                                            : fails("%s, seen %s", error_name(r), seen);
}

CHECK(source_udp4, "an unconnected UDP socket sends from the first IPv4 address", PLAIN, HOLDS,
      HOLDS, SAME, source_of_udp(facts, NULL, at(facts->outside4, CONTROL), facts->own4))
CHECK(source_udp6, "an unconnected UDP socket sends from the first IPv6 address", PLAIN, HOLDS,
      HOLDS, PARTLY, source_of_udp(facts, NULL, at(facts->outside6, CONTROL), facts->own6))
CHECK(source_udp4_wildcard, "a UDP socket on 0.0.0.0 sends from the first address", PLAIN, HOLDS,
      HOLDS, SAME, source_of_udp(facts, "0.0.0.0", at(facts->outside4, CONTROL), facts->own4))
CHECK(source_udp6_wildcard, "a UDP socket on :: sends from the first IPv6 address", PLAIN, HOLDS,
      HOLDS, PARTLY, source_of_udp(facts, "::", at(facts->outside6, CONTROL), facts->own6))
CHECK(source_udp4_second, "a UDP socket on the second address sends from it", PLAIN, HOLDS, HOLDS,
      SAME, source_of_udp(facts, facts->own4b, at(facts->outside4, CONTROL), facts->own4b))
CHECK(source_udp6_second, "a UDP socket on the second IPv6 address sends from it", PLAIN, HOLDS,
      HOLDS, PARTLY, source_of_udp(facts, facts->own6b, at(facts->outside6, CONTROL), facts->own6b))
CHECK(source_udp_host, "a datagram to the host comes from the guest's address", PLAIN, HOLDS, HOLDS,
      SAME, source_of_udp(facts, NULL, at(facts->host4, CONTROL), facts->own4))

/* A client that chooses its source. */
static struct outcome chosen_source(const struct facts *facts, const char *source, union end to)
{
    char answer[ANSWER_SIZE] = "", seen[48] = "";
    int fd = open_socket(to.any.sa_family, SOCK_STREAM);
    int r = bind_to(fd, at(source, 0));
    if (r == 0)
        r = connect_to(fd, to, deadline(facts));
    if (r == 0)
        r = transact(fd, "whoami", answer, sizeof(answer), deadline(facts));
    if (r < 0 || sscanf(answer, "%*s %47s", seen) != 1)
        return fails("%s", error_name(r));
    return strcmp(seen, source) == 0 ? holds("%s", seen) : fails("the other side sees %s", seen);
}

CHECK(source_chosen4, "a client bound to the second IPv4 address is seen with it", PLAIN, HOLDS,
      HOLDS, SAME, chosen_source(facts, facts->own4b, at(facts->outside4, CONTROL)))
CHECK(source_chosen6, "a client bound to the second IPv6 address is seen with it", PLAIN, HOLDS,
      HOLDS, PARTLY, chosen_source(facts, facts->own6b, at(facts->outside6, CONTROL)))

/* Bound to the wildcard, as clients with a fixed source port are. */
static struct outcome wildcard_client(const struct facts *facts)
{
    int fd = open_socket(AF_INET, SOCK_STREAM);
    int r = bind_to(fd, at("0.0.0.0", 0));
    if (r == 0)
        r = connect_to(fd, at(facts->outside4, CONTROL), deadline(facts));
    union end name = own_end(fd);
    if (r < 0)
        return fails("%s", error_name(r));
    return is_at(&name, facts->own4) ? holds("%s", text(&name)) : fails("%s", text(&name));
}

CHECK(source_wildcard_client, "a client bound to 0.0.0.0 connects from the first address", PLAIN,
      HOLDS, HOLDS, SAME, wildcard_client(facts))

/* To itself: both ends are the guest's. */
static struct outcome self_connect(const struct facts *facts, const char *address)
{
    int listener = serve_at(SOCK_STREAM, at(address, 0));
    union end name = own_end(listener);
    int client = reach(SOCK_STREAM, name, deadline(facts));
    int server = accept_within(listener, deadline(facts));
    if (client < 0 || server < 0)
        return fails("%s", error_name(client < 0 ? client : server));
    union end seen = other_end(server);
    return is_at(&seen, facts->own4) || is_at(&seen, facts->own4b) || is_at(&seen, facts->own6) ||
                   is_at(&seen, facts->own6b)
               ? holds("from %s", text(&seen))
               : fails("from %s", text(&seen));
}

CHECK(source_self4, "the guest reaches itself by its IPv4 address, from an own one", PLAIN, HOLDS,
      HOLDS, SAME, self_connect(facts, facts->own4))
CHECK(source_self4_second, "the guest reaches itself by its second address, from an own one", PLAIN,
      HOLDS, HOLDS, SAME, self_connect(facts, facts->own4b))
CHECK(source_self6, "the guest reaches itself by its IPv6 address, from an own one", PLAIN, HOLDS,
      HOLDS, PARTLY, self_connect(facts, facts->own6))
