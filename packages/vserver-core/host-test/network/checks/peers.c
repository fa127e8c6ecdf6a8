/* Guests among each other: only those that may speak with others do. */
#include "../program/ask.h"

static struct outcome unreachable(const struct facts *facts, union end end)
{
    int fd = reach(SOCK_STREAM, end, patience(facts));
    char answer[ANSWER_SIZE] = "";
    /* Its silence must be the rule's, not its own. */
    (void)ask_outside(facts, answer, "connect %s %u", text(&end), port_of(&end));
    if (strncmp(answer, "ok neighbour ", 13) != 0)
        return fails("the neighbour does not answer anybody: %s", answer);
    return refused(fd, ECONNREFUSED, ETIMEDOUT, EPERM, EACCES, EHOSTUNREACH, ENETUNREACH);
}

CHECK(peers_refused_tcp4, "a guest without the right does not reach another's IPv4 address", PLAIN,
      HOLDS, HOLDS, NEVER, unreachable(facts, at(facts->neighbour4, WEB)))
CHECK(peers_refused_tcp6, "a guest without the right does not reach another's IPv6 address", PLAIN,
      HOLDS, HOLDS, NEVER, unreachable(facts, at(facts->neighbour6, WEB)))
CHECK(peers_refused_mapped, "nor another's IPv4 address in its mapped form", PLAIN, HOLDS, HOLDS,
      NEVER, unreachable(facts, mapped(facts->neighbour4, WEB)))

/* Whether the neighbour saw a datagram is asked by way of the outside. */
static struct outcome unheard(const struct facts *facts, const char *neighbour)
{
    char answer[ANSWER_SIZE] = "";
    const char *nonce = new_nonce();
    union end end = at(neighbour, CONTROL);
    int r = send_note(open_socket(end.any.sa_family, SOCK_DGRAM), end, nonce);
    (void)ask_outside(facts, answer, "ask %s %d seen %s", neighbour, CONTROL, nonce);
    return strcmp(answer, "no") == 0 ? holds("%s", error_name(r)) : fails("%s", answer);
}

CHECK(peers_refused_udp4, "its datagrams do not reach another's IPv4 address", PLAIN, HOLDS, HOLDS,
      NEVER, unheard(facts, facts->neighbour4))
CHECK(peers_refused_udp6, "its datagrams do not reach another's IPv6 address", PLAIN, HOLDS, HOLDS,
      NEVER, unheard(facts, facts->neighbour6))

/* The other way round: another guest that may speak comes to one that may not. */
static struct outcome unvisited(const struct facts *facts, const char *own, const char *from)
{
    int listener = serve_at(SOCK_STREAM, at(own, 0));
    union end name = own_end(listener);
    char answer[ANSWER_SIZE] = "";
    (void)ask_outside(facts, answer, "ask %s %d connect %s %u", from, CONTROL, own, port_of(&name));
    if (readable(listener, 0))
        return fails("another guest came");
    return strncmp(answer, "error ", 6) == 0 ? holds("%s", error_name(atoi(answer + 6)))
                                             : fails("%s", answer);
}

CHECK(peers_unvisited4, "another guest does not reach the IPv4 address of one without the right",
      PLAIN, HOLDS, HOLDS, NEVER, unvisited(facts, facts->own4, facts->neighbour4))
CHECK(peers_unvisited6, "another guest does not reach the IPv6 address of one without the right",
      PLAIN, HOLDS, HOLDS, NEVER, unvisited(facts, facts->own6, facts->neighbour6))

CHECK(peers_unvisited_by_friend,
      "not even one that may speak with others reaches a guest without the right", PLAIN, HOLDS,
      HOLDS, NEVER, unvisited(facts, facts->own4, facts->friend4))

static struct outcome friendly(const struct facts *facts, union end end, const char *own)
{
    char answer[ANSWER_SIZE] = "", seen[48] = "";
    int r = ask(facts, end, answer, "whoami");
    if (r < 0 || sscanf(answer, "friend %47s", seen) != 1)
        return fails("%s %s", error_name(r), answer);
    return strcmp(seen, own) == 0 ? holds("%s", seen) : fails("from %s", seen);
}

static struct outcome friendly_datagram(const struct facts *facts, const char *friend,
                                        const char *own)
{
    char seen[48] = "";
    union end end = at(friend, CONTROL);
    int r = probe_source(facts, open_socket(end.any.sa_family, SOCK_DGRAM), end, seen);
    return r == 0 && strcmp(seen, own) == 0 ? holds("%s", seen)
                                            : fails("%s, seen %s", error_name(r), seen);
}

CHECK(peers_tcp4, "guests with the right reach each other by IPv4, by their own addresses", GRANTED,
      HOLDS, HOLDS, SAME, friendly(facts, at(facts->friend4, WEB), facts->own4))
CHECK(peers_tcp6, "guests with the right reach each other by IPv6, by their own addresses", GRANTED,
      HOLDS, HOLDS, PARTLY, friendly(facts, at(facts->friend6, WEB), facts->own6))
CHECK(peers_mapped, "guests with the right reach each other by mapped addresses", GRANTED, HOLDS,
      HOLDS, PARTLY, friendly(facts, mapped(facts->friend4, WEB), facts->own4))
CHECK(peers_udp4, "their datagrams go both ways by IPv4", GRANTED, HOLDS, HOLDS, SAME,
      friendly_datagram(facts, facts->friend4, facts->own4))
CHECK(peers_udp6, "their datagrams go both ways by IPv6", GRANTED, HOLDS, HOLDS, PARTLY,
      friendly_datagram(facts, facts->friend6, facts->own6))

/* The right to speak is to addresses, not to loopbacks. */
static struct outcome not_its_loopback(const struct facts *facts)
{
    return refused(reach(SOCK_STREAM, at(facts->friend4, LOOPBACK), deadline(facts)), ECONNREFUSED);
}

CHECK(peers_loopback, "a friend's server on 127.0.0.1 is not at its address", GRANTED, HOLDS, HOLDS,
      SAME, not_its_loopback(facts))
