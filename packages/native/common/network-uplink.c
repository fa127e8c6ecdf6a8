#include "network-uplink.h"
#include "address.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "network-change.h"
#include "network-host.h"
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

static int note_reach(const struct vs_netlink_answer *answer, void *argument)
{
    const struct rtmsg *route = answer->fixed;
    *(struct vs_reach *)argument = (struct vs_reach){
        .type = route->rtm_type,
        .is_on_link =
            !vs_netlink_find(answer, RTA_GATEWAY, 0) && !vs_netlink_find(answer, RTA_VIA, 0),
        .ifindex = vs_netlink_find_u32(answer, RTA_OIF, 0),
    };
    return 0;
}

/* An unreachable or prohibited destination is told as an error. Source: fib_props, net/ipv4. */
static bool is_no_way(int error)
{
    return error == -ENETUNREACH || error == -EHOSTUNREACH || error == -EACCES ||
           error == -EINVAL || error == -EOPNOTSUPP || error == -EAFNOSUPPORT;
}

int vs_reach_by(struct vs_netlink *netlink, const struct vs_address *address, uint32_t device,
                struct vs_reach *ret_reach)
{
    const struct rtmsg question = {.rtm_family = (uint8_t)vs_address_family(address),
                                   .rtm_dst_len = vs_address_bits(address)};
    *ret_reach = (struct vs_reach){.type = RTN_UNREACHABLE};
    vs_netlink_add(netlink, RTM_GETROUTE, 0, &question, sizeof(question));
    vs_netlink_put(netlink, RTA_DST, address->bytes, vs_address_size(address));
    if (device)
        vs_netlink_put_u32(netlink, RTA_OIF, device);
    int r = vs_netlink_ask(netlink, sizeof(question), note_reach, ret_reach);
    return is_no_way(r) ? 0 : r;
}

int vs_reach_find(struct vs_netlink *netlink, const struct vs_address *address,
                  struct vs_reach *ret_reach)
{
    return vs_reach_by(netlink, address, 0, ret_reach);
}

/*
 * A route is looked up, not listed: a host may have a million of them. No other route than the
 * default one leads to these addresses, which are reserved. Sources: IANA IPv4 and IPv6 address
 * space registries.
 */
static int find_default(struct vs_netlink *netlink, uint8_t family, uint32_t *ret_index)
{
    struct vs_reach reach;
    struct vs_address nowhere = {.family = family, .bytes = {family == 4 ? 240 : 0x20}};
    nowhere.bytes[vs_address_size(&nowhere) - 1] = 1;
    int r = vs_reach_find(netlink, &nowhere, &reach);
    *ret_index = reach.type == RTN_UNICAST ? reach.ifindex : 0;
    return r;
}

static int note_device(const struct vs_netlink_answer *answer, void *argument)
{
    struct vs_uplink *uplink = argument;
    const char *name = vs_netlink_find(answer, IFLA_IFNAME, 2);
    uplink->mtu = vs_netlink_find_u32(answer, IFLA_MTU, VS_MTU_DEFAULT);
    (void)snprintf(uplink->name, sizeof(uplink->name), "%s", name ? name : "");
    return 0;
}

int vs_uplink_find(struct vs_netlink *netlink, struct vs_uplink *ret_uplink)
{
    struct vs_uplink uplink = {.mtu = VS_MTU_DEFAULT};
    int r = find_default(netlink, 4, &uplink.index4);
    r = r < 0 ? r : find_default(netlink, 6, &uplink.index6);
    uplink.index = uplink.index4 ? uplink.index4 : uplink.index6;
    if (r == 0 && uplink.index) {
        const struct ifinfomsg question = {.ifi_index = (int)uplink.index};
        vs_netlink_add(netlink, RTM_GETLINK, 0, &question, sizeof(question));
        r = vs_netlink_ask(netlink, sizeof(question), note_device, &uplink);
    }
    if (r == 0)
        *ret_uplink = uplink;
    return r;
}

static int note_forwarding(const struct vs_netlink_answer *answer, void *argument)
{
    *(bool *)argument = vs_netlink_find_u32(answer, NETCONFA_FORWARDING, 0) != 0;
    return 0;
}

/* Cheaper than to enter the namespace and read the file, which is done once at most. */
static bool forwards(struct vs_netlink *netlink, int family, int ifindex)
{
    bool found = false;
    const struct netconfmsg question = {.ncm_family = (uint8_t)family};
    vs_netlink_add(netlink, RTM_GETNETCONF, 0, &question, sizeof(question));
    vs_netlink_put_u32(netlink, NETCONFA_IFINDEX, (uint32_t)ifindex);
    return vs_netlink_ask(netlink, sizeof(question), note_forwarding, &found) == 0 && found;
}

struct forwarding {
    const struct vs_layout_record *layout;
    uint32_t index4; /* 0: not to be set */
    bool ipv6;
};

/* A host that forwards listens to router advertisements on devices with 2 only, and a default route
 * may come from them. Source: ip-sysctl.rst, accept_ra. */
static int keep_advertisements(const struct vs_layout_record *layout)
{
    int r = 0;
    struct if_nameindex *all = if_nameindex();
    for (struct if_nameindex *at = all; at && at->if_index && r == 0; at++) {
        char path[160], value[8];
        (void)snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/accept_ra", at->if_name);
        if (!strcmp(at->if_name, "lo") || vs_file_read(AT_FDCWD, path, value, sizeof(value)) < 0 ||
            value[0] != '1')
            continue;
        const struct vs_setting setting = {
            .family = 6, .ifindex = at->if_index, .key = "accept_ra", .value = "2"};
        r = vs_setting_change(layout, &setting);
    }
    if_freenameindex(all);
    return r;
}

static int set_forwarding(void *argument)
{
    const struct forwarding *wanted = argument;
    const struct vs_setting ipv4 = {
        .family = 4, .ifindex = wanted->index4, .key = "forwarding", .value = "1"};
    static const struct vs_setting IPV6 = {.family = 6, .key = "forwarding", .value = "1"};
    int r = wanted->index4 ? vs_setting_change(wanted->layout, &ipv4) : 0;
    if (r < 0 || !wanted->ipv6)
        return r;
    r = keep_advertisements(wanted->layout);
    return r < 0 ? r : vs_setting_change(wanted->layout, &IPV6);
}

int vs_uplink_forward(const struct vs_layout_record *layout, struct vs_netlink *netlink,
                      const struct vs_uplink *uplink, bool ipv4, bool ipv6)
{
    struct forwarding wanted = {.layout = layout};
    if (ipv4 && uplink->index4 && !forwards(netlink, AF_INET, (int)uplink->index4))
        wanted.index4 = uplink->index4;
    wanted.ipv6 = ipv6 && !forwards(netlink, AF_INET6, NETCONFA_IFINDEX_ALL);
    if (!wanted.index4 && !wanted.ipv6)
        return 0;
    cleanup_fd int namespace = vs_net_namespace(layout);
    return namespace < 0 ? namespace : vs_net_within(namespace, set_forwarding, &wanted);
}
