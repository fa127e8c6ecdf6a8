/* What the guest can learn of the host's devices, addresses and sockets. */
#include "../program/ask.h"

#include <ctype.h>
#include <dirent.h>
#include <ifaddrs.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#define NAMES_MAX 64

/* Not opening is hiding too. */
static struct outcome file_lacks(const char *path, const char *secret, const char *what)
{
    char line[1024];
    FILE *file = fopen(path, "re");
    if (!file)
        return holds("%s does not open: %s", path, error_name(errno));
    while (fgets(line, sizeof(line), file))
        if (strcasestr(line, secret)) {
            (void)fclose(file);
            return visible("%s shows %s", path, what);
        }
    (void)fclose(file);
    return holds("%s does not show it", path);
}

/* As the kernel's tables write them: a port, nobody on the other side, the state; a connection of
 * the guest's own to that port does not look so. Source: proc(5), /proc/net/tcp. */
static struct outcome hides_port(const char *path, const char *nobody, const char *state)
{
    char line[64];
    (void)snprintf(line, sizeof(line), ":%04X %s:0000 %s", LOOPBACK, nobody, state);
    return file_lacks(path, line, "a socket of the host");
}

#define NOBODY4 "00000000"
#define NOBODY6 NOBODY4 NOBODY4 NOBODY4 NOBODY4
#define LISTENS "0A"
#define UNBOUND "07"

/* Words of an IPv6 address run together. */
static struct outcome hides_address6(const char *path, const char *address)
{
    char words[33];
    union end end = at(address, 0);
    for (size_t i = 0; i < 16; i++)
        (void)snprintf(words + 2 * i, 3, "%02x", end.v6.sin6_addr.s6_addr[i]);
    return file_lacks(path, words, address);
}

CHECK(view_tcp, "/proc/net/tcp does not show sockets of the host or of other guests", PLAIN, HOLDS,
      VISIBLE, SAME, hides_port("/proc/net/tcp", NOBODY4, LISTENS))
CHECK(view_tcp6, "/proc/net/tcp6 does not show them", PLAIN, HOLDS, VISIBLE, PARTLY,
      hides_port("/proc/net/tcp6", NOBODY6, LISTENS))
CHECK(view_udp, "/proc/net/udp does not show them", PLAIN, HOLDS, VISIBLE, SAME,
      hides_port("/proc/net/udp", NOBODY4, UNBOUND))
CHECK(view_dev, "/proc/net/dev does not show the host's uplink", PLAIN, HOLDS, VISIBLE, SAME,
      file_lacks("/proc/net/dev", facts->uplink, "the uplink"))
CHECK(view_route, "/proc/net/route does not show the host's routes", PLAIN, HOLDS, VISIBLE, NEVER,
      file_lacks("/proc/net/route", facts->uplink, "the uplink's routes"))
CHECK(view_arp, "/proc/net/arp does not show the host's neighbours", PLAIN, HOLDS, VISIBLE, NEVER,
      file_lacks("/proc/net/arp", facts->gateway4, facts->gateway4))
CHECK(view_fib_trie, "/proc/net/fib_trie does not show the host's address", PLAIN, HOLDS, VISIBLE,
      NEVER, file_lacks("/proc/net/fib_trie", facts->host4, facts->host4))
CHECK(view_if_inet6, "/proc/net/if_inet6 does not show the host's address", PLAIN, HOLDS, VISIBLE,
      SAME, hides_address6("/proc/net/if_inet6", facts->host6))
CHECK(view_ipv6_route, "/proc/net/ipv6_route does not show the host's routes", PLAIN, HOLDS,
      VISIBLE, NEVER, hides_address6("/proc/net/ipv6_route", facts->host6))
CHECK(view_unix, "/proc/net/unix does not show abstract sockets of the host", PLAIN, HOLDS, VISIBLE,
      SAME, file_lacks("/proc/net/unix", ABSTRACT "-host", "a name of the host"))
CHECK(view_unix_neighbour, "/proc/net/unix does not show abstract sockets of another guest", PLAIN,
      HOLDS, VISIBLE, SAME,
      file_lacks("/proc/net/unix", ABSTRACT "-neighbour", "a name of another guest"))

static struct outcome no_directory(const char *format, const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof(path), format, name);
    return access(path, F_OK) == 0 ? visible("%s", path) : holds("%s is not there", path);
}

CHECK(view_sysfs, "/sys/class/net does not show the host's uplink", PLAIN, HOLDS, HOLDS, NEVER,
      no_directory("/sys/class/net/%s", facts->uplink))
CHECK(view_sysctl_tree, "/proc/sys/net does not show the host's uplink", PLAIN, HOLDS, VISIBLE,
      NEVER, no_directory("/proc/sys/net/ipv4/conf/%s", facts->uplink))

/* Of old programs; needs no rights and no netlink. Source: netdevice(7). */
static struct outcome by_ioctl(const struct facts *facts)
{
    struct ifreq requests[NAMES_MAX];
    struct ifconf conf = {.ifc_len = sizeof(requests), .ifc_req = requests};
    int fd = open_socket(AF_INET, SOCK_DGRAM);
    if (ioctl(fd, SIOCGIFCONF, &conf) < 0)
        return holds("%s", error_name(errno));
    for (size_t i = 0; i < (size_t)conf.ifc_len / sizeof(*requests); i++) {
        union end end = {.v4 = *(struct sockaddr_in *)(void *)&requests[i].ifr_addr};
        if (is_at(&end, facts->host4))
            return visible("%s", text(&end));
    }
    return holds("%zu addresses", (size_t)conf.ifc_len / sizeof(*requests));
}

CHECK(view_ifconf, "SIOCGIFCONF does not list the host's address", PLAIN, HOLDS, VISIBLE, SAME,
      by_ioctl(facts))

/* An answer without netlink is none: programs live without it. */
static struct outcome by_getifaddrs(const struct facts *facts, bool foreign)
{
    struct ifaddrs *all;
    bool found_own = false;
    if (getifaddrs(&all) < 0)
        return foreign ? holds("%s", error_name(errno)) : lacks("%s", error_name(errno));
    for (struct ifaddrs *one = all; one; one = one->ifa_next) {
        union end end = {0};
        if (!one->ifa_addr)
            continue;
        if (one->ifa_addr->sa_family == AF_INET)
            end.v4 = *(struct sockaddr_in *)(void *)one->ifa_addr;
        else if (one->ifa_addr->sa_family == AF_INET6)
            end.v6 = *(struct sockaddr_in6 *)(void *)one->ifa_addr;
        else
            continue;
        if (foreign && (is_at(&end, facts->host4) || is_at(&end, facts->neighbour4)))
            return visible("%s on %s", text(&end), one->ifa_name);
        found_own |= is_at(&end, facts->own4);
    }
    return foreign || found_own ? holds("its own only") : lacks("its own address is not there");
}

CHECK(view_getifaddrs, "getifaddrs(3) does not list the host's address", PLAIN, HOLDS, HOLDS, SAME,
      by_getifaddrs(facts, true))
CHECK(view_getifaddrs_own, "getifaddrs(3) lists the guest's own address", PLAIN, HOLDS, LACKS, SAME,
      by_getifaddrs(facts, false))

static struct outcome by_index(const struct facts *facts)
{
    for (unsigned index = 1; index < 64; index++) {
        char name[IF_NAMESIZE];
        if (if_indextoname(index, name) && strcmp(name, facts->uplink) == 0)
            return visible("device %u is %s", index, name);
    }
    return holds("no such device");
}

CHECK(view_names, "numbers of devices do not lead to the name of the uplink", PLAIN, HOLDS, VISIBLE,
      SAME, by_index(facts))

/* A dump of one kind over netlink; true when a message of it has the bytes. */
static int dump(int protocol, const void *request, size_t size, const void *secret, size_t length)
{
    static char answer[65536];
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    if (fd < 0 || send(fd, request, size, 0) < 0)
        return -errno;
    for (;;) {
        ssize_t n = readable(fd, 1000) ? recv(fd, answer, sizeof(answer), 0) : -1;
        if (n <= 0)
            return -ETIMEDOUT;
        const struct nlmsghdr *header = (const void *)answer;
        if (header->nlmsg_type == NLMSG_ERROR)
            return ((const struct nlmsgerr *)NLMSG_DATA(header))->error;
        if (memmem(answer, (size_t)n, secret, length))
            return 1;
        for (size_t left = (size_t)n; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left))
            if (header->nlmsg_type == NLMSG_DONE)
                return 0;
    }
}

static struct outcome judge_dump(int result, const char *what)
{
    return result == 1  ? visible("%s", what)
           : result < 0 ? holds("%s", error_name(result))
                        : holds("it is not there");
}

static struct outcome route_dump(int type, const void *secret, size_t length, const char *what)
{
    struct {
        struct nlmsghdr header;
        struct rtgenmsg body;
    } request = {.header = {.nlmsg_len = sizeof(request),
                            .nlmsg_type = (uint16_t)type,
                            .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP}};
    return judge_dump(dump(NETLINK_ROUTE, &request, sizeof(request), secret, length), what);
}

CHECK(view_link_dump, "a dump of the devices does not show the host's uplink", PLAIN, HOLDS, HOLDS,
      SAME, route_dump(RTM_GETLINK, facts->uplink, strlen(facts->uplink), "the uplink"))
CHECK(view_address_dump, "a dump of the addresses does not show the host's", PLAIN, HOLDS, HOLDS,
      SAME,
      route_dump(RTM_GETADDR, &(struct in_addr){at(facts->host4, 0).v4.sin_addr.s_addr}, 4,
                 facts->host4))
CHECK(view_route_dump, "a dump of the routes does not show the host's gateway", PLAIN, HOLDS, HOLDS,
      NEVER,
      route_dump(RTM_GETROUTE, &(struct in_addr){at(facts->gateway4, 0).v4.sin_addr.s_addr}, 4,
                 facts->gateway4))

/* As ss(8) does. */
static struct outcome socket_dump(const struct facts *facts)
{
    struct {
        struct nlmsghdr header;
        struct inet_diag_req_v2 body;
    } request = {.header = {.nlmsg_len = sizeof(request),
                            .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                            .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
                 .body = {.sdiag_family = AF_INET,
                          .sdiag_protocol = IPPROTO_TCP,
                          .idiag_states = 1 << TCP_LISTEN}};
    struct in_addr host = at(facts->host4, 0).v4.sin_addr;
    return judge_dump(dump(NETLINK_SOCK_DIAG, &request, sizeof(request), &host, sizeof(host)),
                      "a socket of the host");
}

CHECK(view_socket_dump, "a dump of the sockets does not show the host's", PLAIN, HOLDS, HOLDS, SAME,
      socket_dump(facts))
