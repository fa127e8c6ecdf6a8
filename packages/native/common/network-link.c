#include "network-link.h"
#include "address.h"
#include "cleanup.h"
#include "network-address.h"
#include <errno.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Kinds of locally administered link-layer addresses, by their second digit. Source: RFC 9542. */
#define MAC_GUEST 0x02
#define MAC_HOST  0x06

/* FNV-1a. Source: RFC 9923. */
static uint32_t hash(const char *text)
{
    uint32_t value = 2166136261u;
    for (; *text; text++)
        value = (value ^ (uint8_t)*text) * 16777619u;
    return value;
}

/* Two instances on one bridge differ in the hash, two guests of one instance in the xid. */
static void make_mac(uint8_t kind, const char *instance, uint32_t xid, uint8_t ret_mac[6])
{
    uint32_t of_instance = hash(instance);
    const uint8_t mac[6] = {kind,
                            (uint8_t)(of_instance >> 16),
                            (uint8_t)(of_instance >> 8),
                            (uint8_t)of_instance,
                            (uint8_t)(xid >> 8),
                            (uint8_t)xid};
    memcpy(ret_mac, mac, sizeof(mac));
}

void vs_link_init(struct vs_link *link, const char *instance, const char *name, uint32_t xid,
                  const struct vs_network *network)
{
    *link = (struct vs_link){.network = network, .mtu = network->mtu};
    (void)snprintf(link->device, sizeof(link->device), "vs%u", xid);
    (void)snprintf(link->alias, sizeof(link->alias), "vserver:%s:%s", instance, name);
    make_mac(MAC_GUEST, instance, xid, link->guest_mac);
    make_mac(MAC_HOST, instance, xid, link->host_mac);
}

static bool has_ipv6(void)
{
    return access("/proc/sys/net/ipv6", F_OK) == 0;
}

static void add_link(struct vs_netlink *netlink, uint16_t type, uint16_t flags, uint32_t index,
                     unsigned state)
{
    const struct ifinfomsg fixed = {
        .ifi_index = (int)index, .ifi_flags = state, .ifi_change = state};
    vs_netlink_add(netlink, type, flags, &fixed, sizeof(fixed));
}

/* No link-local address is made up, and IPv4 is forwarded, without a file of /proc being opened. */
static void put_families(struct vs_netlink *netlink, bool forwards, bool keeps_link_local)
{
    size_t families = vs_netlink_nest(netlink, IFLA_AF_SPEC);
    if (forwards) {
        size_t inet = vs_netlink_nest(netlink, AF_INET);
        size_t settings = vs_netlink_nest(netlink, IFLA_INET_CONF);
        vs_netlink_put_u32(netlink, IPV4_DEVCONF_FORWARDING, 1);
        vs_netlink_end(netlink, settings);
        vs_netlink_end(netlink, inet);
    }
    if (has_ipv6() && !keeps_link_local) {
        size_t inet6 = vs_netlink_nest(netlink, AF_INET6);
        vs_netlink_put_u8(netlink, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
        vs_netlink_end(netlink, inet6);
    }
    vs_netlink_end(netlink, families);
}

/* mac NULL: the kernel's choice; mtu 0: its default. */
static void put_sizes(struct vs_netlink *netlink, const uint8_t *mac, uint32_t mtu)
{
    if (mac)
        vs_netlink_put(netlink, IFLA_ADDRESS, mac, 6);
    if (mtu)
        vs_netlink_put_u32(netlink, IFLA_MTU, mtu);
}

static void put_end(struct vs_netlink *netlink, const char *name, const uint8_t *mac, uint32_t mtu)
{
    vs_netlink_put_text(netlink, IFLA_IFNAME, name);
    put_sizes(netlink, mac, mtu);
}

/* Until Linux 6.2 a device that is up takes no name, not even its own: it has ours since it is. */
static void add_name(struct vs_netlink *netlink, uint32_t index, const char *name)
{
    add_link(netlink, RTM_SETLINK, 0, index, 0);
    vs_netlink_put_text(netlink, IFLA_IFNAME, name);
    vs_netlink_allow(netlink, -EBUSY);
}

static void add_veth(struct vs_netlink *host, const char *device, const struct vs_link *link,
                     uint32_t master, int guest_namespace)
{
    add_link(host, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0, 0);
    put_end(host, device, link ? link->host_mac : NULL, link ? link->mtu : 0);
    if (master)
        vs_netlink_put_u32(host, IFLA_MASTER, master);
    size_t info = vs_netlink_nest(host, IFLA_LINKINFO);
    vs_netlink_put_text(host, IFLA_INFO_KIND, "veth");
    size_t data = vs_netlink_nest(host, IFLA_INFO_DATA);
    size_t peer = vs_netlink_nest(host, VETH_INFO_PEER);
    (void)vs_netlink_room(host, sizeof(struct ifinfomsg));
    put_end(host, VS_GUEST_DEVICE, link ? link->guest_mac : NULL, link ? link->mtu : 0);
    vs_netlink_put_u32(host, IFLA_NET_NS_FD, (uint32_t)guest_namespace);
    vs_netlink_end(host, peer);
    vs_netlink_end(host, data);
    vs_netlink_end(host, info);
}

static void add_macvlan(struct vs_netlink *host, const struct vs_link *link, uint32_t parent,
                        int guest_namespace)
{
    add_link(host, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0, 0);
    put_end(host, VS_GUEST_DEVICE, link->guest_mac, link->mtu);
    vs_netlink_put_u32(host, IFLA_LINK, parent);
    vs_netlink_put_u32(host, IFLA_NET_NS_FD, (uint32_t)guest_namespace);
    size_t info = vs_netlink_nest(host, IFLA_LINKINFO);
    vs_netlink_put_text(host, IFLA_INFO_KIND, "macvlan");
    size_t data = vs_netlink_nest(host, IFLA_INFO_DATA);
    vs_netlink_put_u32(host, IFLA_MACVLAN_MODE, MACVLAN_MODE_BRIDGE);
    vs_netlink_end(host, data);
    vs_netlink_end(host, info);
}

static int note_index(const struct vs_netlink_answer *answer, void *argument)
{
    const struct ifinfomsg *found = answer->fixed;
    *(uint32_t *)argument = (uint32_t)found->ifi_index;
    return 0;
}

static int ask_link(struct vs_netlink *netlink, const char *device, vs_netlink_visit *visit,
                    void *argument)
{
    add_link(netlink, RTM_GETLINK, 0, 0, 0);
    vs_netlink_put_text(netlink, IFLA_IFNAME, device);
    return vs_netlink_ask(netlink, sizeof(struct ifinfomsg), visit, argument);
}

int vs_link_index(struct vs_netlink *netlink, const char *device, uint32_t *ret_index)
{
    return ask_link(netlink, device, note_index, ret_index);
}

/* The host's end of a pair that is made ahead is told from others by an alias without a guest. */
int vs_link_make(struct vs_netlink *host, const char *device, const char *instance,
                 int guest_namespace, uint32_t *ret_index)
{
    char alias[VS_ALIAS_SIZE];
    (void)snprintf(alias, sizeof(alias), "vserver:%s:", instance);
    add_veth(host, device, NULL, 0, guest_namespace);
    int r = vs_netlink_send(host);
    r = r < 0 ? r : vs_link_index(host, device, ret_index);
    if (r < 0)
        return r;
    add_link(host, RTM_SETLINK, 0, *ret_index, 0);
    vs_netlink_put_text(host, IFLA_IFALIAS, alias);
    put_families(host, true, false);
    return vs_netlink_send(host);
}

int vs_link_create(struct vs_netlink *host, struct vs_link *link, int guest_namespace)
{
    uint32_t parent = 0;
    const struct vs_network *network = link->network;
    int r = network->parent[0] ? vs_link_index(host, network->parent, &parent) : 0;
    if (r < 0)
        return r;
    if (network->link == VS_LINK_MACVLAN)
        add_macvlan(host, link, parent, guest_namespace);
    else
        add_veth(host, link->device, link, parent, guest_namespace);
    r = vs_netlink_send(host);
    if (r < 0 || network->link == VS_LINK_MACVLAN)
        return r;
    return vs_link_index(host, link->device, &link->host_index);
}

/* First all that has to be there before a packet passes, then the device comes up. */
int vs_link_raise_host(struct vs_netlink *host, struct vs_link *link)
{
    bool is_routed = link->network->link == VS_LINK_ROUTED;
    if (link->network->link == VS_LINK_MACVLAN)
        return 0;
    add_name(host, link->host_index, link->device);
    add_link(host, RTM_SETLINK, 0, link->host_index, 0);
    put_sizes(host, link->host_mac, link->mtu);
    vs_netlink_put_text(host, IFLA_IFALIAS, link->alias);
    put_families(host, is_routed, false);
    add_link(host, RTM_SETLINK, 0, link->host_index, IFF_UP);
    if (is_routed)
        vs_address_batch_host(host, link);
    return vs_netlink_send(host);
}

int vs_link_raise_guest(struct vs_netlink *guest, struct vs_link *link)
{
    bool is_routed = link->network->link == VS_LINK_ROUTED;
    int r = link->guest_index ? 0 : vs_link_index(guest, VS_GUEST_DEVICE, &link->guest_index);
    if (r < 0)
        return r;
    add_link(guest, RTM_SETLINK, 0, link->guest_index, 0);
    put_sizes(guest, link->guest_mac, link->mtu);
    put_families(guest, false, !is_routed);
    add_link(guest, RTM_SETLINK, 0, link->guest_index, IFF_UP);
    vs_address_batch_guest(guest, link);
    return vs_netlink_send(guest);
}

struct looking {
    const char *alias;
    uint32_t index, mtu;
    bool is_ours;
};

static int compare_alias(const struct vs_netlink_answer *answer, void *argument)
{
    struct looking *looking = argument;
    const char *alias = vs_netlink_find(answer, IFLA_IFALIAS, 1);
    looking->is_ours = alias && !strcmp(alias, looking->alias);
    looking->mtu = vs_netlink_find_u32(answer, IFLA_MTU, 0);
    return note_index(answer, &looking->index);
}

int vs_link_find(struct vs_netlink *host, const struct vs_link *link, uint32_t *ret_index,
                 uint32_t *ret_mtu)
{
    struct looking looking = {.alias = link->alias};
    int r = ask_link(host, link->device, compare_alias, &looking);
    if (r < 0 || !looking.is_ours)
        return r < 0 ? r : -ENODEV;
    *ret_index = looking.index;
    *ret_mtu = looking.mtu;
    return 0;
}

int vs_link_drop(struct vs_netlink *host, uint32_t index)
{
    add_link(host, RTM_DELLINK, 0, index, 0);
    vs_netlink_allow(host, -ENODEV);
    return vs_netlink_send(host);
}

int vs_link_remove(struct vs_netlink *host, const struct vs_link *link)
{
    uint32_t index, mtu;
    int r = vs_link_find(host, link, &index, &mtu);
    if (r < 0)
        return r == -ENODEV ? 0 : r;
    return vs_link_drop(host, index);
}
