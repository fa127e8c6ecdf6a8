#include "shared-network.h"
#include "address.h"
#include "bpf-call.h"
#include "cleanup.h"
#include "kernel.h"
#include "network-host.h"
#include "network-uplink.h"
#include "packet.h"
#include "shared-address.h"
#include "shared-link.h"
#include "shared-map.h"
#include "shared-uplink.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

static const uint8_t LOOPBACK6[] = {0xfd, 0x76, 0x73, 0x72};

/* One of the unique local addresses for each guest of each instance. Source: RFC 4193. */
static struct vs_shared_ip6 loopback_of(const struct vs_layout_record *layout, uint32_t xid)
{
    uint32_t sum = 2166136261u;
    for (const char *at = layout->instance; *at; at++)
        sum = (sum ^ (uint8_t)*at) * 16777619u;
    struct vs_shared_ip6 ip = {{0, sum, 0, __builtin_bswap32(xid)}};
    memcpy(ip.words, LOOPBACK6, sizeof(LOOPBACK6));
    return ip;
}

static void first_address(const struct vs_network *network, uint8_t family, void *ret_bytes)
{
    for (int i = 0; i < VS_ADDRESSES_MAX; i++)
        if (network->addresses[i].family == family) {
            memcpy(ret_bytes, network->addresses[i].bytes, family == 4 ? 4 : 16);
            return;
        }
}

static int configure(const struct vs_layout_record *layout, const struct vs_shared_guest *guest,
                     const struct vs_shared_objects *objects, int netlink,
                     struct vs_shared_config *ret_config)
{
    struct vs_shared_config config = {.xid = guest->xid, .flags = guest->network->flags};
    socklen_t size = sizeof(config.netns);
    if (getsockopt(netlink, SOL_SOCKET, SO_NETNS_COOKIE, &config.netns, &size) < 0)
        return -errno;
    first_address(guest->network, 4, &config.primary4);
    first_address(guest->network, 6, &config.primary6);
    config.loopback6 = loopback_of(layout, guest->xid);
    int r = vs_shared_claim_loop(layout, objects, guest->xid, &config.loop);
    if (r == 0)
        *ret_config = config;
    return r;
}

#define ANYBODY 0

struct owner {
    int owner4, owner6, loops;
    uint32_t xid;
    const struct vs_network *kept; /* its addresses and loopbacks stay; NULL: nothing does */
};

static bool is_kept(const struct owner *owner, const struct vs_address *address)
{
    const struct vs_network *kept = owner->kept;
    bool is_loopback = address->family == 4 ? address->bytes[0] == 127
                                            : !memcmp(address->bytes, LOOPBACK6, sizeof(LOOPBACK6));
    for (int i = 0; kept && i < VS_ADDRESSES_MAX; i++)
        if (kept->addresses[i].family == address->family &&
            !memcmp(kept->addresses[i].bytes, address->bytes, sizeof(address->bytes)))
            return true;
    return kept && is_loopback;
}

static bool is_guests(const struct vs_address *address, void *argument)
{
    const struct owner *owner = argument;
    const bool is_loop = address->family == 4 && address->bytes[0] == 127;
    uint32_t loop = (uint32_t)address->bytes[1] << 6 | address->bytes[2] >> 2, xid = 0;
    int map = address->family == 4 ? owner->owner4 : owner->owner6;
    int r = is_loop ? vs_bpf_lookup(owner->loops, &loop, &xid)
                    : vs_bpf_lookup(map, address->bytes, &xid);
    const bool is_its = owner->xid == ANYBODY ? xid != 0 : xid == owner->xid;
    return r == 0 && is_its && !is_kept(owner, address);
}

/* What is on the host and the guest's by the maps. */
static int remove_addresses(const struct vs_shared_objects *objects, struct vs_netlink *netlink,
                            uint32_t xid, const struct vs_network *kept)
{
    struct owner owner = {vs_shared_map(objects, "shared_owner4"),
                          vs_shared_map(objects, "shared_owner6"),
                          vs_shared_map(objects, "shared_loop"), xid, kept};
    return vs_shared_address_remove(netlink, is_guests, &owner);
}

/* The higher tier would take programs of Linux Security Modules, of which there are none yet. */
void vs_shared_probe(struct vs_network_host *reply)
{
    struct vs_shared_objects objects;
    vs_shared_init(&objects);
    int r = vs_shared_open(NULL, &objects);
    vs_shared_close(&objects);
    reply->tier = r < 0 ? VS_TIER_REFUSED : VS_TIER_TRUSTED;
    reply->tier_error = r < 0 ? r : -EOPNOTSUPP;
}

static int verify(const struct vs_shared_objects *objects, int group)
{
    uint32_t count = 0;
    int r = vs_shared_link_count(objects, group, &count);
    return r < 0 ? r : count == VS_SHARED_PROGRAMS ? 0 : -ENOENT;
}

struct change {
    const struct vs_shared_tools *tools;
    const struct vs_shared_guest *guest;
    int group;
    char pins[VS_BPF_PATH_SIZE];
    struct vs_netlink netlink;
    struct vs_shared_links links; /* once it has started */
    struct vs_shared_sync sync;
};

static int with_tools(struct change *change, const struct vs_shared_tools *tools,
                      int (*run)(struct change *change))
{
    int r = vs_bpf_pins(tools->layout->instance, change->pins, sizeof(change->pins));
    r = r < 0 ? r : vs_shared_open(change->pins, tools->objects);
    if (r < 0)
        return r;
    change->tools = tools;
    vs_netlink_use(&change->netlink, tools->netlink);
    return run(change);
}

/* For who has no tools: they are opened for this one change. */
static int with_host(const struct vs_layout_record *layout, struct change *change,
                     int (*run)(struct change *change))
{
    cleanup_shared struct vs_shared_objects objects;
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    struct vs_netlink netlink;
    vs_shared_init(&objects);
    int r = vs_net_open(layout, &netlink);
    if (r < 0)
        return r;
    const struct vs_shared_tools tools = {layout, &objects, &store, netlink.fd};
    r = with_tools(change, &tools, run);
    vs_netlink_close(&netlink);
    return r;
}

/* IPv6 finds its neighbours' addresses on the device they are on alone; what IPv4 asks for by ARP
 * is answered wherever it lies. Source: arp_ignore in kernel networking/ip-sysctl.rst. */
static int find_uplink6(struct change *change, uint32_t *ret_index)
{
    struct vs_uplink uplink = {0};
    bool has6 = vs_network_has_family(change->guest->network, 6);
    int r = has6 ? vs_uplink_find(&change->netlink, &uplink) : 0;
    *ret_index = uplink.index6;
    return r;
}

static int tell(struct change *change)
{
    uint32_t uplink6;
    struct vs_shared_config config;
    const struct vs_shared_tools *tools = change->tools;
    const struct vs_shared_guest *guest = change->guest;
    int r = configure(tools->layout, guest, tools->objects, tools->netlink, &config);
    r = r < 0 ? r : vs_packet_count(tools->layout, tools->store, guest->name, guest->xid);
    r = r < 0 ? r : vs_shared_tell(tools->objects, guest, change->group, &config);
    r = r < 0 ? r : find_uplink6(change, &uplink6);
    return r < 0 ? r : vs_shared_address_add(&change->netlink, guest, &config, uplink6);
}

static int start(struct change *change)
{
    const struct vs_shared_objects *objects = change->tools->objects;
    cleanup_fd int host = vs_net_namespace(change->tools->layout);
    int r = host < 0 ? host : vs_shared_link_host(objects, change->pins, host);
    r = r < 0 ? r
              : vs_shared_link_guest(objects, change->pins, change->guest->name, change->group,
                                     &change->links);
    if (r < 0)
        return r;
    r = tell(change);
    r = r < 0 ? r : verify(objects, change->group);
    r = r < 0 ? r
              : vs_shared_sync_open(objects, host, change->guest->xid, change->group,
                                    &change->sync);
    if (r < 0)
        vs_shared_links_close(&change->links);
    return r;
}

int vs_shared_start(const struct vs_shared_tools *tools, const struct vs_shared_guest *guest,
                    int group, struct vs_shared_links *ret_links, struct vs_shared_sync *ret_sync)
{
    struct change change = {.guest = guest, .group = group};
    int r = with_tools(&change, tools, start);
    if (r < 0)
        return r;
    *ret_links = change.links;
    *ret_sync = change.sync;
    return 0;
}

static int set(struct change *change)
{
    const struct vs_shared_guest *guest = change->guest;
    const struct vs_shared_objects *objects = change->tools->objects;
    int r = remove_addresses(objects, &change->netlink, guest->xid, guest->network);
    r = r < 0 ? r : vs_shared_forget_addresses(objects, guest->xid, guest->network);
    return r < 0 ? r : tell(change);
}

int vs_shared_set(const struct vs_layout_record *layout, const struct vs_shared_guest *guest,
                  int group)
{
    struct change change = {.guest = guest, .group = group};
    cleanup_lock int lock = vs_shared_lock_addresses(layout);
    return lock < 0 ? lock : with_host(layout, &change, set);
}

/* What fails is tried again by the next start, for the pins are there still. */
static int stop(struct change *change)
{
    uint32_t xid = change->guest->xid;
    int removed = remove_addresses(change->tools->objects, &change->netlink, xid, NULL);
    int forgotten = vs_shared_forget(change->tools->objects, xid);
    if (removed < 0 || forgotten < 0)
        return removed < 0 ? removed : forgotten;
    return vs_shared_link_remove(change->pins, change->guest->name);
}

int vs_shared_stop(const struct vs_layout_record *layout, const char *name, uint32_t xid)
{
    const struct vs_shared_guest guest = {.name = name, .xid = xid};
    struct change change = {.guest = &guest};
    cleanup_lock int lock = vs_shared_lock_addresses(layout);
    return lock < 0 ? lock : with_host(layout, &change, stop);
}

static int clear(struct change *change)
{
    return remove_addresses(change->tools->objects, &change->netlink, ANYBODY, NULL);
}

int vs_shared_clear(const struct vs_layout_record *layout)
{
    struct change change = {0};
    return with_host(layout, &change, clear);
}

int vs_shared_count(const struct vs_layout_record *layout, int group, uint32_t *ret_count)
{
    char pins[VS_BPF_PATH_SIZE];
    cleanup_shared struct vs_shared_objects objects;
    vs_shared_init(&objects);
    int r = vs_bpf_pins(layout->instance, pins, sizeof(pins));
    r = r < 0 ? r : vs_shared_open(pins, &objects);
    return r < 0 ? r : vs_shared_link_count(&objects, group, ret_count);
}
