#include "network-private.h"
#include "address.h"
#include "cleanup.h"
#include "network-change.h"
#include "network-claim.h"
#include "network-host.h"
#include "network-proxy.h"
#include "network-uplink.h"
#include "packet.h"
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

static bool is_taken(uint8_t type)
{
    return type == RTN_LOCAL || type == RTN_BROADCAST || type == RTN_ANYCAST;
}

int vs_private_check(struct vs_netlink *host, const struct vs_network *network,
                     const struct vs_network *but_not, size_t *ret_index)
{
    size_t count = vs_addresses_count(network->addresses);
    for (size_t i = 0; i < count; i++) {
        struct vs_reach reach;
        const struct vs_address *address = &network->addresses[i];
        if (but_not && vs_network_has(but_not, address))
            continue;
        *ret_index = i;
        int r = vs_reach_find(host, address, &reach);
        if (r < 0 || is_taken(reach.type))
            return r < 0 ? r : -EADDRNOTAVAIL;
    }
    return 0;
}

void vs_private_stage(const struct vs_layout_record *layout, const struct vs_address *address,
                      size_t index, char ret_stage[VS_STAGE_SIZE])
{
    char owner[VS_NAME_SIZE] = "";
    bool has_owner = vs_network_owner(layout, address, owner);
    (void)snprintf(ret_stage, VS_STAGE_SIZE, "address-%u%s%.12s", (unsigned)index % 100,
                   has_owner ? ":" : "", owner);
}

int vs_private_prepare(const struct vs_layout_record *layout, struct vs_netlink *host,
                       struct vs_link *link)
{
    struct vs_uplink uplink;
    const struct vs_network *network = link->network;
    const struct vs_address *addresses = network->addresses;
    int r = vs_uplink_find(host, &uplink);
    if (r < 0)
        return r;
    if (link->mtu == 0)
        link->mtu = uplink.mtu;
    r = vs_uplink_forward(layout, host, &uplink, vs_network_has_family(network, 4),
                          vs_network_has_family(network, 6));
    return r < 0 ? r : vs_proxy_add(layout, host, addresses, vs_addresses_count(addresses));
}

/* Of the guest's link and record as they are now: none of either while it ends. */
static bool is_still(const struct vs_layout_record *layout, struct vs_netlink *host,
                     const char *name, struct vs_network_record *ret_record)
{
    struct vs_link link;
    uint32_t index, mtu;
    if (vs_network_read(layout, name, ret_record) < 0 ||
        ret_record->network.mode != VS_NETWORK_PRIVATE ||
        ret_record->network.link != VS_LINK_ROUTED)
        return false;
    vs_link_init(&link, layout->instance, name, ret_record->xid, &ret_record->network);
    return vs_link_find(host, &link, &index, &mtu) == 0;
}

int vs_private_rejoin(const struct vs_layout_record *layout, struct vs_netlink *host,
                      const char *name)
{
    struct vs_network_record before, after;
    if (!is_still(layout, host, name, &before))
        return 0;
    const struct vs_address *addresses = before.network.addresses;
    size_t count = vs_addresses_count(addresses);
    int r = vs_proxy_renew(layout, host, addresses, count);
    /* Who takes an address away says so before, and removes its proxy after. */
    bool is_there = is_still(layout, host, name, &after);
    for (size_t i = 0; i < count; i++)
        if (!is_there || !vs_network_has(&after.network, &addresses[i]))
            (void)vs_proxy_remove(host, &addresses[i], 1);
    return r;
}

int vs_private_mtu(struct vs_netlink *host, uint32_t *ret_mtu)
{
    struct vs_uplink uplink;
    int r = vs_uplink_find(host, &uplink);
    if (r == 0)
        *ret_mtu = uplink.mtu;
    return r;
}

/* By number: the device may still have the name of one that was made ahead. */
static int set_end(void *argument)
{
    char device[IF_NAMESIZE];
    const struct vs_link *link = argument;
    if (!if_indextoname(link->host_index, device))
        return -errno;
    int r = vs_setting_write(device, 6, "accept_ra", "0");
    return r < 0 ? r : vs_setting_write(device, 6, "disable_ipv6", "0");
}

int vs_private_close_end(const struct vs_layout_record *layout, const struct vs_link *link)
{
    if (link->host_index == 0 || !vs_network_has_family(link->network, 6))
        return 0;
    cleanup_fd int namespace = vs_net_namespace(layout);
    return namespace < 0 ? namespace : vs_net_within(namespace, set_end, (void *)link);
}

static uint32_t packet_flags(const struct vs_network *network, bool is_seen)
{
    return (network->flags & VS_NET_NAT ? VS_PACKET_NAT : 0) |
           (network->flags & VS_NET_PEERS ? 0 : VS_PACKET_NO_PEERS) |
           (is_seen ? VS_PACKET_FIREWALL : 0);
}

int vs_private_bind(const struct vs_layout_record *layout, struct vs_packet_store *store,
                    const struct vs_private_guest *guest)
{
    const struct vs_link *link = guest->link;
    struct vs_packet_guest packet = {.name = guest->name,
                                     .xid = guest->xid,
                                     .ifindex = link->host_index,
                                     .mtu = link->mtu,
                                     .flags = packet_flags(link->network, guest->is_seen),
                                     .addresses = link->network->addresses,
                                     .addresses_count = VS_ADDRESSES_MAX};
    if (link->network->link != VS_LINK_ROUTED)
        return 0;
    memcpy(packet.guest_mac, link->guest_mac, sizeof(packet.guest_mac));
    memcpy(packet.host_mac, link->host_mac, sizeof(packet.host_mac));
    return vs_packet_bind(layout, store, &packet);
}
