#include "address.h"
#include "cleanup.h"
#include "kernel.h"
#include "network-host.h"
#include "network-link.h"
#include "network-restore.h"
#include "network-uplink.h"
#include "networks.h"
#include "nft-blocker.h"
#include "packet-rate.h"
#include "packet-way.h"
#include "packet.h"
#include "shared-network.h"
#include "tool.h"
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#define TABLE_SIZE (sizeof("vserver-") + VS_INSTANCE_SIZE)

struct listing {
    struct vs_network_host *reply;
    size_t used;
};

/* The host's own: not those of its loopback and its guests' links, which nobody else can reach. */
static int note_address(const struct vs_netlink_answer *answer, void *argument)
{
    struct listing *listing = argument;
    const struct ifaddrmsg *found = answer->fixed;
    struct vs_address address = {.family = found->ifa_family == AF_INET ? 4 : 6,
                                 .prefix = found->ifa_prefixlen};
    size_t size = vs_address_size(&address);
    const void *bytes = vs_netlink_find(answer, IFA_LOCAL, size);
    if (!bytes)
        bytes = vs_netlink_find(answer, IFA_ADDRESS, size);
    /* Guests of the shared network have theirs on the host. */
    const uint8_t *protocol = vs_netlink_find(answer, IFA_PROTO, 1);
    if (protocol && *protocol == VS_NETWORK_PROTOCOL)
        return 0;
    if (!bytes || found->ifa_scope != RT_SCOPE_UNIVERSE || listing->used == 2 * VS_ADDRESSES_MAX)
        return 0;
    memcpy(address.bytes, bytes, size);
    listing->reply->addresses[listing->used++] = address;
    return 0;
}

static int list_addresses(struct vs_netlink *host, int family, struct listing *listing)
{
    const struct ifaddrmsg all = {.ifa_family = (uint8_t)family};
    vs_netlink_add(host, RTM_GETADDR, NLM_F_DUMP, &all, sizeof(all));
    int r = vs_netlink_ask(host, sizeof(all), note_address, listing);
    return r == -EOPNOTSUPP || r == -EAFNOSUPPORT ? 0 : r;
}

struct blocking {
    char table[TABLE_SIZE];
    struct vs_network_host *reply;
};

static int find_blocker(void *argument)
{
    struct blocking *blocking = argument;
    struct vs_network_host *reply = blocking->reply;
    return vs_nft_blocker(blocking->table, reply->blocker, sizeof(reply->blocker));
}

static void note_rules(const struct vs_layout_record *layout, struct vs_network_host *reply)
{
    struct blocking blocking = {.reply = reply};
    (void)snprintf(blocking.table, sizeof(blocking.table), "vserver-%s", layout->instance);
    cleanup_fd int namespace = vs_net_namespace(layout);
    bool has_rules = namespace >= 0 && vs_net_within(namespace, find_blocker, &blocking) == 0;
    if (has_rules && vs_tool_is_there("nft"))
        reply->flags |= VS_HOST_NET_NFT;
    if (reply->blocker[0])
        reply->flags |= VS_HOST_NET_BLOCKED;
}

/* An uplink that came after the guests forwards for them from now on. */
static int note_uplink(const struct vs_layout_record *layout, struct vs_netlink *host,
                       struct vs_network_host *reply)
{
    struct vs_uplink uplink;
    bool ipv4 = false, ipv6 = false;
    int r = vs_uplink_find(host, &uplink);
    r = r < 0 ? r : vs_network_needs(layout, host, &ipv4, &ipv6);
    r = r < 0 ? r : vs_uplink_forward(layout, host, &uplink, ipv4, ipv6);
    if (r < 0)
        return r;
    reply->flags |= (uplink.index4 ? VS_HOST_NET_IPV4 : 0) | (uplink.index6 ? VS_HOST_NET_IPV6 : 0);
    reply->uplink_mtu = uplink.mtu;
    (void)snprintf(reply->uplink, sizeof(reply->uplink), "%s", uplink.name);
    return 0;
}

int network_probe(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    (void)request;
    struct vs_netlink host;
    struct vs_network_host *reply = (void *)ret_answer->bytes;
    struct listing listing = {.reply = reply};
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    struct vs_failure *failure = &ret_answer->failure;
    int r = vs_net_open(&broker->layout, &host);
    if (r < 0)
        return vs_fail(failure, "namespace", r);
    r = vs_fail(failure, "uplink", note_uplink(&broker->layout, &host, reply));
    r = r < 0 ? r : vs_fail(failure, "addresses", list_addresses(&host, AF_INET, &listing));
    r = r < 0 ? r : vs_fail(failure, "addresses", list_addresses(&host, AF_INET6, &listing));
    (void)vs_packet_choose_way(&broker->layout, &store, &host);
    reply->flags |= vs_packet_probe() == 0 ? VS_HOST_NET_PACKET : 0;
    reply->flags |= vs_rate_probe(&host) == 0 ? VS_HOST_NET_RATE : 0;
    vs_netlink_close(&host);
    vs_shared_probe(reply);
    note_rules(&broker->layout, reply);
    return r;
}
