/* Each guest has a loopback of its own. */
#include "../program/ask.h"

static struct outcome talk(const struct facts *facts, union end bound, const char *asked,
                           const char *shown)
{
    int listener = serve_at(SOCK_STREAM, bound);
    union end name = own_end(listener), to = at(asked, port_of(&name));
    int client = listener < 0 ? listener : reach(SOCK_STREAM, to, deadline(facts));
    int server = accept_within(listener, deadline(facts));
    if (client < 0 || server < 0)
        return fails("%s", error_name(client < 0 ? client : server));
    union end ends[] = {own_end(client), other_end(client), own_end(server), other_end(server)};
    for (size_t i = 0; i < 4; i++)
        if (!is_at(&ends[i], shown))
            return fails("end %zu is shown as %s", i, text(&ends[i]));
    return holds("both ends are %s", text(&ends[0]));
}

CHECK(loopback_tcp4, "a TCP server on 127.0.0.1 is reached there, and both ends are named so",
      PLAIN, HOLDS, HOLDS, SAME, talk(facts, at("127.0.0.1", 0), "127.0.0.1", "127.0.0.1"))
CHECK(loopback_tcp6, "a TCP server on ::1 is reached there, and both ends are named so", PLAIN,
      HOLDS, HOLDS, NEVER, talk(facts, at("::1", 0), "::1", "::1"))
CHECK(loopback_mapped, "a server on ::ffff:127.0.0.1 is reached by 127.0.0.1", PLAIN, HOLDS, HOLDS,
      NEVER, talk(facts, mapped("127.0.0.1", 0), "127.0.0.1", "127.0.0.1"))
CHECK(loopback_wildcard4, "a server on 0.0.0.0 is reached by 127.0.0.1", PLAIN, HOLDS, HOLDS, SAME,
      talk(facts, at("0.0.0.0", 0), "127.0.0.1", "127.0.0.1"))
CHECK(loopback_wildcard6, "a server on :: is reached by ::1", PLAIN, HOLDS, HOLDS, NEVER,
      talk(facts, at("::", 0), "::1", "::1"))
CHECK(loopback_dual, "a server on :: is reached by 127.0.0.1", PLAIN, HOLDS, HOLDS, NEVER,
      talk(facts, at("::", 0), "127.0.0.1", "127.0.0.1"))
CHECK(loopback_by_any4, "a connection to 0.0.0.0 reaches the guest's own server", PLAIN, HOLDS,
      HOLDS, SAME, talk(facts, at("0.0.0.0", 0), "0.0.0.0", "127.0.0.1"))

/* More of 127.0.0.0/8 is in use: systemd-resolved has 127.0.0.53, Debian's host name 127.0.1.1. */
static struct outcome answers_at(const struct facts *facts, int type, const char *address)
{
    int server = serve_at(type, at(address, 0));
    union end name = own_end(server);
    if (server < 0)
        return fails("%s", error_name(server));
    if (!is_at(&name, address))
        return fails("its name is %s", text(&name));
    int client = reach(type, name, deadline(facts));
    if (client < 0 || send(client, "x", 1, 0) != 1)
        return fails("%s", error_name(client));
    return readable(server, deadline(facts)) ? holds("%s", text(&name)) : fails("nothing came");
}

CHECK(loopback_resolver, "a UDP server on 127.0.0.53 is reached there", PLAIN, HOLDS, HOLDS, PARTLY,
      answers_at(facts, SOCK_DGRAM, "127.0.0.53"))
CHECK(loopback_resolver_tcp, "a TCP server on 127.0.0.53 is reached there", PLAIN, HOLDS, HOLDS,
      PARTLY, answers_at(facts, SOCK_STREAM, "127.0.0.53"))
CHECK(loopback_host_name, "a TCP server on 127.0.1.1 is reached there", PLAIN, HOLDS, HOLDS, PARTLY,
      answers_at(facts, SOCK_STREAM, "127.0.1.1"))

/* One question and its answer, unconnected, as a resolver's. */
static struct outcome datagrams(const struct facts *facts, const char *bound, const char *asked)
{
    char data[16];
    int server = serve_at(SOCK_DGRAM, at(bound, 0));
    union end name = own_end(server), to = at(asked, port_of(&name)), client_end, answer_end;
    int client = open_socket(to.any.sa_family, SOCK_DGRAM);
    if (server < 0 || sendto(client, "q", 1, 0, &to.any, size_of(&to)) < 0)
        return fails("%s", error_name(server < 0 ? server : errno));
    int r = receive(facts, server, data, sizeof(data), &client_end);
    if (r == 0 && sendto(server, "a", 1, 0, &client_end.any, size_of(&client_end)) < 0)
        r = -errno;
    if (r == 0)
        r = receive(facts, client, data, sizeof(data), &answer_end);
    if (r < 0)
        return fails("%s", error_name(r));
    if (!is_at(&answer_end, asked))
        return fails("answered by %s", text(&answer_end));
    /* The server is told where on the guest's own addresses the question comes from. */
    if (!is_at(&client_end, asked))
        return is_at(&client_end, facts->own4) ? lacks("the server sees %s", text(&client_end))
                                               : fails("the server sees %s", text(&client_end));
    return port_of(&answer_end) == port_of(&to) ? holds("both ends are %s", asked)
                                                : fails("port %u", port_of(&answer_end));
}

CHECK(loopback_udp4, "datagrams on 127.0.0.1 go and come with that name", PLAIN, HOLDS, HOLDS, SAME,
      datagrams(facts, "127.0.0.1", "127.0.0.1"))
CHECK(loopback_udp6, "datagrams on ::1 go and come with that name", PLAIN, HOLDS, HOLDS, NEVER,
      datagrams(facts, "::1", "::1"))
CHECK(loopback_udp4_wildcard, "a UDP server on 0.0.0.0 is asked by 127.0.0.1 and answers from it",
      PLAIN, HOLDS, LACKS, SAME, datagrams(facts, "0.0.0.0", "127.0.0.1"))
CHECK(loopback_udp6_wildcard, "a UDP server on :: is asked by ::1 and answers from it", PLAIN,
      HOLDS, HOLDS, NEVER, datagrams(facts, "::", "::1"))

/* The host and every other guest have a server on LOOPBACK. */
static struct outcome own_only(const struct facts *facts, union end end)
{
    int taken = reach(SOCK_STREAM, end, deadline(facts));
    if (taken >= 0)
        return fails("somebody else's server answers");
    if (taken != -ECONNREFUSED)
        return fails("%s", error_name(taken));
    int own = serve_at(SOCK_STREAM, end);
    if (own < 0)
        return fails("%s", error_name(own));
    int client = reach(SOCK_STREAM, end, deadline(facts));
    int server = accept_within(own, deadline(facts));
    return client >= 0 && server >= 0 ? holds("refused, then its own")
                                      : fails("%s", error_name(client < 0 ? client : server));
}

CHECK(loopback_private4, "a port of others' 127.0.0.1 is refused, and the guest's own to take",
      PLAIN, HOLDS, HOLDS, SAME, own_only(facts, at("127.0.0.1", LOOPBACK)))
CHECK(loopback_private6, "a port of others' ::1 is refused, and the guest's own to take", PLAIN,
      HOLDS, HOLDS, NEVER, own_only(facts, at("::1", LOOPBACK)))
CHECK(loopback_private_mapped, "a port of others' ::ffff:127.0.0.1 is refused, and free to take",
      PLAIN, HOLDS, HOLDS, NEVER, own_only(facts, mapped("127.0.0.1", LOOPBACK)))
CHECK(loopback_any_private, "a connection to 0.0.0.0 does not reach the host's loopback", PLAIN,
      HOLDS, HOLDS, SAME,
      refused(reach(SOCK_STREAM, at("0.0.0.0", LOOPBACK), deadline(facts)), ECONNREFUSED))

/* A server of the host on every address is not on the guest's. */
static struct outcome not_through(const struct facts *facts, union end end)
{
    return refused(reach(SOCK_STREAM, end, deadline(facts)), ECONNREFUSED);
}

CHECK(loopback_host_wildcard4, "the host's server on every address is not at 127.0.0.1", PLAIN,
      HOLDS, HOLDS, SAME, not_through(facts, at("127.0.0.1", WILD)))
CHECK(loopback_host_wildcard6, "the host's server on every address is not at ::1", PLAIN, HOLDS,
      HOLDS, NEVER, not_through(facts, at("::1", WILD)))
CHECK(loopback_host_wildcard_own,
      "the host's server on every address is not at the guest's address", PLAIN, HOLDS, HOLDS, SAME,
      not_through(facts, at(facts->own4, WILD)))

/* Others' loopbacks do not get its datagrams. */
static struct outcome unseen(const struct facts *facts, const char *loopback, const char *host)
{
    const char *nonce = new_nonce();
    char seen[48];
    union end end = at(loopback, LOOPBACK);
    int r = send_note(open_socket(end.any.sa_family, SOCK_DGRAM), end, nonce);
    if (was_seen(facts, at(host, CONTROL), nonce, seen))
        return fails("the host got it from %s", seen);
    return holds("%s", error_name(r));
}

CHECK(loopback_udp_private4, "a datagram to 127.0.0.1 does not reach the host", PLAIN, HOLDS, HOLDS,
      SAME, unseen(facts, "127.0.0.1", facts->host4))
CHECK(loopback_udp_private6, "a datagram to ::1 does not reach the host", PLAIN, HOLDS, HOLDS,
      NEVER, unseen(facts, "::1", facts->host4))

/* All of 127.0.0.0/8, where a shared stack keeps the others' loopbacks. */
static struct outcome sweep(const struct facts *facts)
{
    char address[32];
    for (unsigned n = 0; n < 16384; n++) {
        (void)snprintf(address, sizeof(address), "127.%u.%u.1", n >> 6, n << 2 & 255);
        int fd = reach(SOCK_STREAM, at(address, LOOPBACK), patience(facts));
        if (fd >= 0)
            return fails("somebody answers at %s", address);
    }
    return holds("nobody answers at 16384 addresses");
}

CHECK(loopback_sweep, "nobody else's loopback is anywhere in 127.0.0.0/8", PLAIN, HOLDS, HOLDS,
      SAME, sweep(facts))

/* The world does not reach it by the guest's address, nor by the loopback's. */
static struct outcome not_from_outside(const struct facts *facts, const char *loopback,
                                       const char *own)
{
    int listener = serve_at(SOCK_STREAM, at(loopback, 0));
    union end name = own_end(listener);
    struct visit visit = invite(facts, listener, at(own, port_of(&name)));
    return visit.accepted >= 0 ? fails("it was reached")
                               : refused(visit.error, ECONNREFUSED, ETIMEDOUT);
}

CHECK(loopback_closed4, "a server on 127.0.0.1 is not reached from outside", PLAIN, HOLDS, HOLDS,
      SAME, not_from_outside(facts, "127.0.0.1", facts->own4))
CHECK(loopback_closed6, "a server on ::1 is not reached from outside", PLAIN, HOLDS, HOLDS, NEVER,
      not_from_outside(facts, "::1", facts->own6))

/* A client of a service that is not there tries the next one with the same socket. Blocking, since
 * connect(2) without blocking tells the first error twice. */
static struct outcome try_again(const struct facts *facts)
{
    union end nobody = at("127.0.0.1", 1), outside = at(facts->outside4, CONTROL);
    int fd = open_socket(AF_INET, SOCK_STREAM);
    if (connect(fd, &nobody.any, size_of(&nobody)) == 0 || errno != ECONNREFUSED)
        return fails("first %s", error_name(errno));
    if (connect(fd, &outside.any, size_of(&outside)) == 0)
        return holds("connected");
    return lacks("%s", error_name(errno));
}

CHECK(loopback_then_outside, "a TCP socket refused on 127.0.0.1 connects outside afterwards", PLAIN,
      HOLDS, HOLDS, SAME, try_again(facts))
