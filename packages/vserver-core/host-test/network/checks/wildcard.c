/* Sockets on 0.0.0.0 and ::, which every guest may have on the same port. */
#include "../program/ask.h"

#include <netinet/tcp.h>

#define WORKERS 4
#define VISITS  48

static struct outcome keep_name(int type, const char *wildcard)
{
    int fd = serve_at(type, at(wildcard, 0));
    if (fd < 0)
        return fails("%s", error_name(fd));
    union end name = own_end(fd);
    return is_at(&name, wildcard) && port_of(&name) ? holds("%s", text(&name))
                                                    : fails("its name is %s", text(&name));
}

CHECK(wildcard_name_tcp4, "the name of a TCP socket on 0.0.0.0 is 0.0.0.0", PLAIN, HOLDS, HOLDS,
      SAME, keep_name(SOCK_STREAM, "0.0.0.0"))
CHECK(wildcard_name_tcp6, "the name of a TCP socket on :: is ::", PLAIN, HOLDS, HOLDS, PARTLY,
      keep_name(SOCK_STREAM, "::"))
CHECK(wildcard_name_udp4, "the name of a UDP socket on 0.0.0.0 is 0.0.0.0", PLAIN, HOLDS, HOLDS,
      SAME, keep_name(SOCK_DGRAM, "0.0.0.0"))
CHECK(wildcard_name_udp6, "the name of a UDP socket on :: is ::", PLAIN, HOLDS, HOLDS, PARTLY,
      keep_name(SOCK_DGRAM, "::"))

/* Somebody outside comes to one of the guest's addresses. */
static struct outcome visited(const struct facts *facts, int listener, union end end)
{
    if (listener < 0)
        return fails("%s", error_name(listener));
    struct visit visit = invite(facts, listener, end);
    if (visit.accepted < 0)
        return fails("%s", error_name(visit.error));
    union end name = own_end(visit.accepted);
    if (!is_at(&visit.seen, facts->outside4) && !is_at(&visit.seen, facts->outside6))
        return fails("the visitor comes from %s", text(&visit.seen));
    return is_at(&name, text(&end)) ? holds("at %s", text(&name))
                                    : fails("it was accepted at %s", text(&name));
}

static struct outcome serve_wildcard(const struct facts *facts, const char *wildcard,
                                     const char *address)
{
    int listener = serve_at(SOCK_STREAM, at(wildcard, WEB));
    return visited(facts, listener, at(address, WEB));
}

CHECK(wildcard_port_80_tcp4, "while another guest has 0.0.0.0:80, a server on it is reached", PLAIN,
      HOLDS, HOLDS, SAME, serve_wildcard(facts, "0.0.0.0", facts->own4))
CHECK(wildcard_tcp4_second, "a server on 0.0.0.0 is reached by the second address", PLAIN, HOLDS,
      HOLDS, SAME, serve_wildcard(facts, "0.0.0.0", facts->own4b))
CHECK(wildcard_port_80_tcp6, "while another guest has [::]:80, a server on it is reached", PLAIN,
      HOLDS, HOLDS, PARTLY, serve_wildcard(facts, "::", facts->own6))
CHECK(wildcard_tcp6_second, "a server on :: is reached by the second IPv6 address", PLAIN, HOLDS,
      HOLDS, PARTLY, serve_wildcard(facts, "::", facts->own6b))
CHECK(wildcard_dual_tcp4, "a server on :: is reached by IPv4 too", PLAIN, HOLDS, HOLDS, PARTLY,
      serve_wildcard(facts, "::", facts->own4))
CHECK(wildcard_dual_tcp4_second, "a server on :: is reached by the second IPv4 address", PLAIN,
      HOLDS, HOLDS, PARTLY, serve_wildcard(facts, "::", facts->own4b))

/* The other guest's server has its own visitors meanwhile. */
static struct outcome neighbour_keeps(const struct facts *facts, const char *wildcard,
                                      const char *neighbour)
{
    char answer[ANSWER_SIZE] = "";
    if (serve_at(SOCK_STREAM, at(wildcard, WEB)) < 0)
        return fails("no listener");
    (void)ask_outside(facts, answer, "connect %s %d", neighbour, WEB);
    return strncmp(answer, "ok neighbour ", 13) == 0 ? holds("%s", answer) : fails("%s", answer);
}

CHECK(wildcard_neighbour_tcp4, "the other guest's server on 0.0.0.0:80 keeps its visitors", PLAIN,
      HOLDS, HOLDS, SAME, neighbour_keeps(facts, "0.0.0.0", facts->neighbour4))
CHECK(wildcard_neighbour_tcp6, "the other guest's server on [::]:80 keeps its visitors", PLAIN,
      HOLDS, HOLDS, PARTLY, neighbour_keeps(facts, "::", facts->neighbour6))

static int serve_six_only(unsigned port)
{
    int fd = open_socket(AF_INET6, SOCK_STREAM);
    set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    int r = bind_to(fd, at("::", port));
    return r < 0 ? r : listen(fd, 8) < 0 ? -errno : fd;
}

static struct outcome six_only_refuses(const struct facts *facts)
{
    int fd = serve_six_only(0);
    union end name = own_end(fd);
    struct visit visit = invite(facts, fd, at(facts->own4, port_of(&name)));
    if (visit.accepted >= 0)
        return fails("it was reached by IPv4");
    return refused(visit.error, ECONNREFUSED);
}

/* As nginx and sshd do: one socket for each family on one port. */
static struct outcome split_families(const struct facts *facts, const char *address)
{
    int six = serve_six_only(0);
    union end name = own_end(six);
    int four = serve_at(SOCK_STREAM, at("0.0.0.0", port_of(&name)));
    if (six < 0 || four < 0)
        return fails("%s", error_name(six < 0 ? six : four));
    union end end = at(address, port_of(&name));
    return visited(facts, end.any.sa_family == AF_INET6 ? six : four, end);
}

CHECK(wildcard_six_only, "a server on :: for IPv6 only is not reached by IPv4", PLAIN, HOLDS, HOLDS,
      PARTLY, six_only_refuses(facts))
CHECK(wildcard_split_four, "of two servers on one port, one a family, the first gets IPv4", PLAIN,
      HOLDS, HOLDS, PARTLY, split_families(facts, facts->own4))
CHECK(wildcard_split_six, "of two servers on one port, one a family, the second gets IPv6", PLAIN,
      HOLDS, HOLDS, PARTLY, split_families(facts, facts->own6))

/* A wildcard is the guest's addresses, not the host's. */
static struct outcome not_at(const struct facts *facts, const char *wildcard, const char *address)
{
    int listener = serve_at(SOCK_STREAM, at(wildcard, 0));
    union end name = own_end(listener);
    struct visit visit = invite(facts, listener, at(address, port_of(&name)));
    if (visit.accepted >= 0)
        return fails("a visitor of %s was accepted", address);
    return refused(visit.error, ECONNREFUSED);
}

CHECK(wildcard_not_host_tcp4, "a server on 0.0.0.0 does not get the host's visitors", PLAIN, HOLDS,
      HOLDS, SAME, not_at(facts, "0.0.0.0", facts->host4))
CHECK(wildcard_not_host_tcp6, "a server on :: does not get the host's visitors", PLAIN, HOLDS,
      HOLDS, PARTLY, not_at(facts, "::", facts->host6))

static int serve_shared(union end end)
{
    int fd = open_socket(end.any.sa_family, SOCK_STREAM);
    set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    int r = bind_to(fd, end);
    return r < 0 ? r : listen(fd, VISITS) < 0 ? -errno : fd;
}

/* nginx's `reuseport`: each worker has its own listening socket. */
static struct outcome share_port(const struct facts *facts, const char *wildcard)
{
    int workers[WORKERS], got[WORKERS] = {0}, busy = 0;
    union end name = at(wildcard, 0);
    for (int i = 0; i < WORKERS; i++) {
        if ((workers[i] = serve_shared(name)) < 0)
            return fails("worker %d: %s", i, error_name(workers[i]));
        name = own_end(workers[i]);
    }
    for (int i = 0; i < VISITS; i++) {
        /* Its answer is awaited nowhere, but that it connected is. */
        int fd = reach(SOCK_STREAM, at(facts->own4, port_of(&name)), deadline(facts));
        if (fd < 0)
            return fails("visit %d: %s", i, error_name(fd));
    }
    for (int i = 0; i < WORKERS; i++) {
        while (readable(workers[i], 0) && accept(workers[i], NULL, NULL) >= 0)
            got[i]++;
        busy += got[i] > 0;
    }
    return busy == WORKERS ? holds("%d, %d, %d, %d visits", got[0], got[1], got[2], got[3])
                           : fails("%d of %d workers got visits", busy, WORKERS);
}

CHECK(wildcard_reuseport, "workers share a port by SO_REUSEPORT and each gets visitors", PLAIN,
      HOLDS, HOLDS, SAME, share_port(facts, "0.0.0.0"))

/* A server that starts again while connections of its former life are in TIME_WAIT. */
static struct outcome serve_again(const struct facts *facts)
{
    int listener = serve_at(SOCK_STREAM, at("0.0.0.0", 0));
    union end name = own_end(listener), end = at(facts->own4, port_of(&name));
    int client = reach(SOCK_STREAM, end, deadline(facts));
    int server = accept_within(listener, deadline(facts));
    if (client < 0 || server < 0)
        return fails("%s", error_name(client < 0 ? client : server));
    (void)close(server);
    (void)close(client);
    (void)close(listener);
    int again = serve_at(SOCK_STREAM, at("0.0.0.0", port_of(&name)));
    if (again < 0)
        return fails("%s", error_name(again));
    return reach(SOCK_STREAM, end, deadline(facts)) < 0 ? fails("not reached") : holds("reached");
}

CHECK(wildcard_again, "a server on 0.0.0.0 can be started again at once and is reached", PLAIN,
      HOLDS, HOLDS, SAME, serve_again(facts))

/* Once closed, nobody answers, least of all a server of somebody else. */
static struct outcome closed_refuses(const struct facts *facts)
{
    int listener = serve_at(SOCK_STREAM, at("0.0.0.0", WEB));
    if (listener < 0)
        return fails("%s", error_name(listener));
    (void)close(listener);
    char answer[ANSWER_SIZE] = "";
    (void)ask_outside(facts, answer, "connect %s %d", facts->own4, WEB);
    return refused(-atoi(answer + strlen("error ")), ECONNREFUSED);
}

CHECK(wildcard_closed, "a port whose server ended is refused, whoever else has that port", PLAIN,
      HOLDS, HOLDS, SAME, closed_refuses(facts))
