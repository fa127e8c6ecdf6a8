/* ping(8) of today needs no raw socket. Source: icmp(7), ping_group_range. */
#include "../program/ask.h"

#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

struct echo {
    struct icmphdr header;
    bool is_six;
};

static struct echo make_echo(const union end *to)
{
    struct echo echo = {.is_six = to->any.sa_family == AF_INET6};
    echo.header.type = echo.is_six ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
    /* The sum of one word, the other way round; the kernel makes that of ICMPv6. */
    echo.header.checksum = echo.is_six ? 0 : (uint16_t)~ICMP_ECHO;
    return echo;
}

static int ping_socket(const union end *to, int type)
{
    int protocol = to->any.sa_family == AF_INET6 ? (int)IPPROTO_ICMPV6 : (int)IPPROTO_ICMP;
    int fd = socket(to->any.sa_family, type | SOCK_CLOEXEC, protocol);
    return fd < 0 ? -errno : fd;
}

/* 0 when the other side answers. */
static int ping_once(const struct facts *facts, int type, const char *from, const char *to)
{
    union end end = at(to, 0), source;
    struct echo echo = make_echo(&end);
    char data[256];
    int fd = ping_socket(&end, type);
    int r = fd < 0 ? fd : from ? bind_to(fd, at(from, 0)) : 0;
    if (r == 0 && sendto(fd, &echo.header, sizeof(echo.header), 0, &end.any, size_of(&end)) < 0)
        r = -errno;
    if (r == 0)
        r = receive(facts, fd, data, sizeof(data), &source);
    return r < 0 ? r : is_at(&source, to) ? 0 : -EPROTO;
}

static struct outcome ping(const struct facts *facts, const char *from, const char *to)
{
    int r = ping_once(facts, SOCK_DGRAM, from, to);
    if (r == -EACCES || r == -EPERM || r == -ETIMEDOUT)
        return lacks("%s", error_name(r));
    return r == 0 ? holds("%s answers", to) : fails("%s", error_name(r));
}

CHECK(ping4, "ping reaches the outside by IPv4", PLAIN, HOLDS, LACKS, PARTLY,
      ping(facts, NULL, facts->outside4))
CHECK(ping6, "ping reaches the outside by IPv6", PLAIN, HOLDS, LACKS, PARTLY,
      ping(facts, NULL, facts->outside6))
CHECK(ping_granted4, "with the right to raw ICMP, ping reaches the outside by IPv4", GRANTED, HOLDS,
      LACKS, SAME, ping(facts, NULL, facts->outside4))
CHECK(ping_granted6, "with the right to raw ICMP, ping reaches the outside by IPv6", GRANTED, HOLDS,
      LACKS, SAME, ping(facts, NULL, facts->outside6))
CHECK(ping_from, "ping -I reaches the outside from the second address", GRANTED, HOLDS, HOLDS, SAME,
      ping(facts, facts->own4b, facts->outside4))
CHECK(ping_host, "ping reaches the host", GRANTED, HOLDS, LACKS, SAME,
      ping(facts, NULL, facts->host4))
CHECK(ping_loopback, "ping reaches the guest's own 127.0.0.1", GRANTED, HOLDS, LACKS, SAME,
      ping(facts, NULL, "127.0.0.1"))
CHECK(ping_own, "ping reaches the guest's own address", GRANTED, HOLDS, HOLDS, SAME,
      ping(facts, NULL, facts->own4))

static struct outcome raw_ping(const struct facts *facts)
{
    if (strcmp(facts->mode, "private") == 0)
        return not_applicable("the right belongs to the shared network");
    int r = ping_once(facts, SOCK_RAW, NULL, facts->outside4);
    return r == 0 ? holds("answered") : lacks("%s", error_name(r));
}

CHECK(ping_raw, "with the right to raw ICMP, a raw socket pings the outside", GRANTED,
      NOT_APPLICABLE, LACKS, SAME, raw_ping(facts))

static struct outcome foreign_ping(const struct facts *facts, const char *foreign)
{
    union end end = at(facts->outside4, 0);
    struct echo echo = make_echo(&end);
    int fd = ping_socket(&end, SOCK_DGRAM);
    int r = fd < 0 ? fd : bind_to(fd, at(foreign, 0));
    if (r < 0)
        return refused(r, EADDRNOTAVAIL, EPERM, EACCES);
    if (sendto(fd, &echo.header, sizeof(echo.header), 0, &end.any, size_of(&end)) < 0)
        return holds("%s", error_name(errno));
    return readable(fd, patience(facts)) ? fails("it was answered") : holds("no answer");
}

CHECK(ping_foreign, "a ping cannot come from the host's address", PLAIN, HOLDS, HOLDS, PARTLY,
      foreign_ping(facts, facts->host4))
CHECK(ping_foreign_granted, "not even with the right to raw ICMP", GRANTED, HOLDS, HOLDS, PARTLY,
      foreign_ping(facts, facts->host4))
CHECK(ping_foreign_neighbour, "nor from another guest's address", GRANTED, HOLDS, HOLDS, PARTLY,
      foreign_ping(facts, facts->neighbour4))
