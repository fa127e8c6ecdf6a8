#include "uplink-watch.h"
#include "cleanup.h"
#include "event.h"
#include "kernel.h"
#include "network-host.h"
#include "network-sweep.h"
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#define OWN "vs" /* guests' links, see network-link.h */

static int open_here(void *argument)
{
    const struct sockaddr_nl groups = {
        .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE};
    (void)argument;
    cleanup_fd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&groups, sizeof(groups)) < 0)
        return -errno;
    return vs_steal_fd(&fd);
}

int uplink_watch_open(struct broker *broker)
{
    broker->uplink_fd = -1;
    cleanup_fd int namespace = vs_net_namespace(&broker->layout);
    int r = namespace < 0 ? namespace : vs_net_within(namespace, open_here, NULL);
    if (r < 0)
        return r;
    broker->uplink_fd = r;
    return event_add(broker, broker->uplink_fd, EVENT_UPLINK, 0);
}

/* Not a guest's, which comes up with each start. */
static bool has_come_up(const struct nlmsghdr *header)
{
    const struct ifinfomsg *link = NLMSG_DATA(header);
    int left = (int)IFLA_PAYLOAD(header);
    if (header->nlmsg_len < NLMSG_LENGTH(sizeof(*link)) || !(link->ifi_flags & IFF_UP) ||
        !(link->ifi_change & IFF_UP))
        return false;
    for (const struct rtattr *at = IFLA_RTA(link); RTA_OK(at, left); at = RTA_NEXT(at, left))
        if (at->rta_type == IFLA_IFNAME)
            return strncmp(RTA_DATA(at), OWN, strlen(OWN)) != 0;
    return true;
}

static bool is_default_route(const struct nlmsghdr *header)
{
    const struct rtmsg *route = NLMSG_DATA(header);
    return header->nlmsg_len >= NLMSG_LENGTH(sizeof(*route)) && route->rtm_dst_len == 0;
}

static bool matters(const struct nlmsghdr *header)
{
    if (header->nlmsg_type == RTM_NEWLINK)
        return has_come_up(header);
    return header->nlmsg_type == RTM_NEWROUTE && is_default_route(header);
}

void uplink_watch_read(struct broker *broker)
{
    _Alignas(8) uint8_t bytes[16384];
    bool is_changed = false;
    ssize_t n;
    while ((n = recv(broker->uplink_fd, bytes, sizeof(bytes), 0)) >= 0 || errno == ENOBUFS) {
        size_t left = n < 0 ? 0 : (size_t)n;
        is_changed = is_changed || n < 0; /* more was said than could be kept */
        for (struct nlmsghdr *at = (void *)bytes; NLMSG_OK(at, left); at = NLMSG_NEXT(at, left))
            is_changed = is_changed || matters(at);
    }
    if (is_changed)
        network_sweep_later(broker);
}
