/* What the guest's root tries to change: addresses, routes, settings. */
#include "../program/ask.h"

#include <ftw.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <net/route.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

static struct outcome by_ioctl(const struct facts *facts, unsigned long request, const char *device)
{
    struct ifreq change = {0};
    (void)snprintf(change.ifr_name, sizeof(change.ifr_name), "%s", device);
    union end end = at(facts->host4, 0);
    memcpy(&change.ifr_addr, &end.v4, sizeof(end.v4));
    if (request == SIOCSIFFLAGS)
        change.ifr_flags = 0;
    int r = ioctl(open_socket(AF_INET, SOCK_DGRAM), request, &change);
    return refused(r < 0 ? -errno : 0, EPERM, EACCES, ENODEV);
}

CHECK(change_address, "it cannot give its loopback device the host's address", PLAIN, HOLDS, HOLDS,
      SAME, by_ioctl(facts, SIOCSIFADDR, "lo"))
CHECK(change_uplink_address, "it cannot change the uplink's address", PLAIN, HOLDS, HOLDS, SAME,
      by_ioctl(facts, SIOCSIFADDR, facts->uplink))
CHECK(change_uplink_down, "it cannot take the uplink down", PLAIN, HOLDS, HOLDS, SAME,
      by_ioctl(facts, SIOCSIFFLAGS, facts->uplink))

static struct outcome add_route(const struct facts *facts)
{
    struct rtentry route = {.rt_flags = RTF_UP | RTF_HOST | RTF_GATEWAY};
    union end to = at(facts->outside4, 0), by = at(facts->neighbour4, 0);
    memcpy(&route.rt_dst, &to.v4, sizeof(to.v4));
    memcpy(&route.rt_gateway, &by.v4, sizeof(by.v4));
    int r = ioctl(open_socket(AF_INET, SOCK_DGRAM), SIOCADDRT, &route);
    return refused(r < 0 ? -errno : 0, EPERM, EACCES);
}

CHECK(change_route, "it cannot add a route", PLAIN, HOLDS, HOLDS, SAME, add_route(facts))

/* A firewall of its own needs a stack of its own and CAP_NET_ADMIN. */
static struct outcome flush_rules(void)
{
    struct nlmsghdr requests[3] = {
        {.nlmsg_len = NLMSG_HDRLEN, .nlmsg_type = 0x10 /* NFNL_MSG_BATCH_BEGIN */},
    };
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
    if (fd < 0)
        return refused(-errno, EPERM, EACCES, EAFNOSUPPORT, EPROTONOSUPPORT);
    char answer[1024];
    requests[0].nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
    if (send(fd, requests, NLMSG_HDRLEN, 0) < 0)
        return refused(-errno, EPERM, EACCES);
    if (!readable(fd, 1000) || recv(fd, answer, sizeof(answer), 0) < NLMSG_HDRLEN)
        return fails("no answer");
    return refused(((struct nlmsgerr *)NLMSG_DATA((struct nlmsghdr *)(void *)answer))->error, EPERM,
                   EACCES);
}

CHECK(change_rules, "it cannot change firewall rules", PLAIN, HOLDS, HOLDS, SAME, flush_rules())

static char writable[128];
static unsigned looked;

static int look(const char *path, const struct stat *stat, int kind, struct FTW *ftw)
{
    (void)stat;
    (void)ftw;
    int fd = kind == FTW_F ? open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC) : -1;
    looked += kind == FTW_F;
    if (fd < 0)
        return 0;
    (void)close(fd);
    (void)snprintf(writable, sizeof(writable), "%s", path);
    return 1;
}

/* Without any capability uid 0 of a user namespace that owns the stack may write there. */
static struct outcome sweep_settings(void)
{
    (void)nftw("/proc/sys/net", look, 16, FTW_PHYS);
    if (writable[0])
        return fails("%s opens for writing", writable);
    return looked > 20 ? holds("%u settings", looked) : fails("only %u settings", looked);
}

CHECK(change_settings, "no setting below /proc/sys/net opens for writing", PLAIN, HOLDS, HOLDS,
      SAME, sweep_settings())

static int write_setting(const char *path, const char *value)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : write(fd, value, strlen(value));
    int error = n < 0 ? -errno : 0;
    if (fd >= 0)
        (void)close(fd);
    return error;
}

/* Whatever the write said, the host's own value is what counts; the guest's is put back. */
static struct outcome host_keeps(const struct facts *facts, const char *path, const char *value)
{
    char before[ANSWER_SIZE] = "", after[ANSWER_SIZE] = "", own[64] = "";
    union end host = at(facts->host4, CONTROL);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, own, sizeof(own) - 1) < 0)
        return holds("%s is not there", path);
    if (ask(facts, host, before, "read %s", path) < 0)
        return fails("the host does not say");
    int r = write_setting(path, value);
    int asked = ask(facts, host, after, "read %s", path);
    (void)write_setting(path, own);
    if (asked < 0 || strcmp(before, after) != 0)
        return fails("from %s to %s", before, after);
    return holds("%s, it is %s", error_name(r), after);
}

CHECK(change_forwarding, "the host's net.ipv4.ip_forward stays", PLAIN, HOLDS, HOLDS, SAME,
      host_keeps(facts, "/proc/sys/net/ipv4/ip_forward", "0"))
CHECK(change_port_range, "the host's ip_local_port_range stays", PLAIN, HOLDS, HOLDS, SAME,
      host_keeps(facts, "/proc/sys/net/ipv4/ip_local_port_range", "20000 20001"))
CHECK(change_forwarding6, "the host's IPv6 forwarding stays", PLAIN, HOLDS, HOLDS, SAME,
      host_keeps(facts, "/proc/sys/net/ipv6/conf/all/forwarding", "0"))
CHECK(change_congestion, "the host's congestion control stays", PLAIN, HOLDS, HOLDS, SAME,
      host_keeps(facts, "/proc/sys/net/ipv4/tcp_congestion_control", "reno"))
