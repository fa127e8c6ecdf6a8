#include "network-address.h"
#include "address.h"
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

/* The host's end, by which a guest reaches everybody, and the guest's, for its own ND. They mean
 * something on the link alone, so that every link has the same. */
static const struct vs_address NEAR4 = {.family = 4, .prefix = 32, .bytes = {169, 254, 0, 1}};
static const struct vs_address NEAR6 = {.family = 6, .prefix = 64, .bytes = {0xfe, 0x80, [15] = 1}};
static const struct vs_address GUEST6 = {
    .family = 6, .prefix = 64, .bytes = {0xfe, 0x80, [15] = 2}};

static const struct vs_address *first_of(const struct vs_network *network, uint8_t family)
{
    size_t count = vs_addresses_count(network->addresses);
    for (size_t i = 0; i < count; i++)
        if (network->addresses[i].family == family)
            return &network->addresses[i];
    return NULL;
}

/* Nobody else can have it, so nobody is asked (no duplicate address detection), which would take a
 * second. */
static void batch_address(struct vs_netlink *netlink, uint32_t index, uint8_t scope,
                          const struct vs_address *address, bool is_added)
{
    const struct ifaddrmsg fixed = {
        .ifa_family = (uint8_t)vs_address_family(address),
        .ifa_prefixlen = address->prefix,
        .ifa_flags = address->family == 6 ? IFA_F_NODAD : 0,
        .ifa_scope = scope,
        .ifa_index = index,
    };
    vs_netlink_add(netlink, is_added ? RTM_NEWADDR : RTM_DELADDR,
                   is_added ? NLM_F_CREATE | NLM_F_REPLACE : 0, &fixed, sizeof(fixed));
    vs_netlink_put(netlink, IFA_LOCAL, address->bytes, vs_address_size(address));
    vs_netlink_put(netlink, IFA_ADDRESS, address->bytes, vs_address_size(address));
    vs_netlink_allow(netlink, is_added ? -EEXIST : -EADDRNOTAVAIL);
}

static void batch_neighbour(struct vs_netlink *netlink, uint32_t index, const uint8_t mac[6],
                            const struct vs_address *address, bool is_added)
{
    const struct ndmsg fixed = {
        .ndm_family = (uint8_t)vs_address_family(address),
        .ndm_ifindex = (int)index,
        .ndm_state = NUD_PERMANENT,
    };
    vs_netlink_add(netlink, is_added ? RTM_NEWNEIGH : RTM_DELNEIGH,
                   is_added ? NLM_F_CREATE | NLM_F_REPLACE : 0, &fixed, sizeof(fixed));
    vs_netlink_put(netlink, NDA_DST, address->bytes, vs_address_size(address));
    if (is_added)
        vs_netlink_put(netlink, NDA_LLADDR, mac, 6);
    else
        vs_netlink_allow(netlink, -ENOENT);
}

/*
 * Of the widest scope although there is no gateway: what the host itself sends to the guest then
 * comes from an address of the host that is known to others, not from 169.254.0.1. An equal route
 * that somebody else made is not replaced. Source: inet_select_addr(), net/ipv4/devinet.c.
 */
void vs_address_batch_route(struct vs_netlink *host, const struct vs_link *link,
                            const struct vs_address *address, bool is_added)
{
    const struct rtmsg fixed = {
        .rtm_family = (uint8_t)vs_address_family(address),
        .rtm_dst_len = vs_address_bits(address),
        .rtm_table = RT_TABLE_MAIN,
        .rtm_protocol = VS_NETWORK_PROTOCOL,
        .rtm_scope = RT_SCOPE_UNIVERSE,
        .rtm_type = RTN_UNICAST,
    };
    vs_netlink_add(host, is_added ? RTM_NEWROUTE : RTM_DELROUTE,
                   is_added ? NLM_F_CREATE | NLM_F_EXCL : 0, &fixed, sizeof(fixed));
    vs_netlink_put(host, RTA_DST, address->bytes, vs_address_size(address));
    vs_netlink_put_u32(host, RTA_OIF, link->host_index);
    if (!is_added)
        vs_netlink_allow(host, -ESRCH);
    batch_neighbour(host, link->host_index, link->guest_mac, address, is_added);
}

void vs_address_batch_host(struct vs_netlink *host, const struct vs_link *link)
{
    const struct vs_network *network = link->network;
    size_t count = vs_addresses_count(network->addresses);
    batch_address(host, link->host_index, RT_SCOPE_LINK, &NEAR4, true);
    if (vs_network_has_family(network, 6))
        batch_address(host, link->host_index, RT_SCOPE_LINK, &NEAR6, true);
    for (size_t i = 0; i < count; i++)
        vs_address_batch_route(host, link, &network->addresses[i], true);
}

void vs_address_batch_own(struct vs_netlink *guest, const struct vs_link *link,
                          const struct vs_address *address, bool is_added)
{
    batch_address(guest, link->guest_index, RT_SCOPE_UNIVERSE, address, is_added);
}

static void batch_default(struct vs_netlink *guest, const struct vs_link *link,
                          const struct vs_address *gateway, unsigned flags)
{
    const struct vs_address *source = first_of(link->network, gateway->family);
    const struct rtmsg fixed = {
        .rtm_family = (uint8_t)vs_address_family(gateway),
        .rtm_table = RT_TABLE_MAIN,
        .rtm_protocol = RTPROT_STATIC,
        .rtm_scope = RT_SCOPE_UNIVERSE,
        .rtm_type = RTN_UNICAST,
        .rtm_flags = flags,
    };
    vs_netlink_add(guest, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, &fixed, sizeof(fixed));
    vs_netlink_put(guest, RTA_GATEWAY, gateway->bytes, vs_address_size(gateway));
    vs_netlink_put_u32(guest, RTA_OIF, link->guest_index);
    if (source)
        vs_netlink_put(guest, RTA_PREFSRC, source->bytes, vs_address_size(source));
}

void vs_address_batch_default(struct vs_netlink *guest, const struct vs_link *link)
{
    const struct vs_network *network = link->network;
    if (network->link == VS_LINK_ROUTED) {
        if (vs_network_has_family(network, 4))
            batch_default(guest, link, &NEAR4, RTNH_F_ONLINK);
        if (vs_network_has_family(network, 6))
            batch_default(guest, link, &NEAR6, 0);
        return;
    }
    for (size_t i = 0; i < sizeof(network->gateways) / sizeof(network->gateways[0]); i++)
        if (network->gateways[i].family)
            batch_default(guest, link, &network->gateways[i], 0);
}

/* The last IPv6 address is added first: the kernel takes the newest when nothing else decides. */
void vs_address_batch_guest(struct vs_netlink *guest, const struct vs_link *link)
{
    const struct vs_network *network = link->network;
    bool is_routed = network->link == VS_LINK_ROUTED;
    size_t count = vs_addresses_count(network->addresses);
    for (size_t i = 0; i < count; i++)
        if (network->addresses[i].family == 4)
            vs_address_batch_own(guest, link, &network->addresses[i], true);
    for (size_t i = count; i-- > 0;)
        if (network->addresses[i].family == 6)
            vs_address_batch_own(guest, link, &network->addresses[i], true);
    if (is_routed && vs_network_has_family(network, 4))
        batch_neighbour(guest, link->guest_index, link->host_mac, &NEAR4, true);
    if (is_routed && vs_network_has_family(network, 6)) {
        batch_address(guest, link->guest_index, RT_SCOPE_LINK, &GUEST6, true);
        batch_neighbour(guest, link->guest_index, link->host_mac, &NEAR6, true);
    }
    vs_address_batch_default(guest, link);
}
