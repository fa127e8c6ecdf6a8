#include "network-run.h"
#include "address.h"
#include "network-address.h"
#include "network-private.h"
#include "network-proxy.h"
#include "packet.h"
#include "parse-network.h"
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#define PROGRAMS 2 /* of a routed link, see packet.h */

/* Calls for each address that one network has and the other has not. */
static void each_missing(const struct vs_network *of, const struct vs_network *in,
                         struct vs_netlink *netlink, const struct vs_link *link, bool is_added,
                         void (*batch)(struct vs_netlink *netlink, const struct vs_link *link,
                                       const struct vs_address *address, bool is_added))
{
    size_t count = vs_addresses_count(of->addresses);
    for (size_t i = 0; i < count; i++)
        if (!vs_network_has(in, &of->addresses[i]))
            batch(netlink, link, &of->addresses[i], is_added);
}

static int remove_from_host(const struct vs_network_run *run)
{
    int r = 0;
    const struct vs_network *old = run->old, *new = run->link->network;
    each_missing(old, new, run->host, run->link, false, vs_address_batch_route);
    r = vs_netlink_send(run->host);
    for (size_t i = 0; r == 0 && i < vs_addresses_count(old->addresses); i++)
        if (!vs_network_has(new, &old->addresses[i]))
            r = vs_proxy_remove(run->host, &old->addresses[i], 1);
    return r;
}

static int add_to_host(const struct vs_network_run *run)
{
    struct vs_network added = *run->link->network;
    struct vs_link link = *run->link;
    memset(added.addresses, 0, sizeof(added.addresses));
    size_t count = vs_addresses_count(run->link->network->addresses), used = 0;
    for (size_t i = 0; i < count; i++)
        if (!vs_network_has(run->old, &run->link->network->addresses[i]))
            added.addresses[used++] = run->link->network->addresses[i];
    link.network = &added;
    int r = vs_private_prepare(run->layout, run->host, &link);
    run->link->mtu = link.mtu;
    r = r < 0 ? r : vs_private_close_end(run->layout, &link);
    return r < 0 ? r : vs_link_raise_host(run->host, &link);
}

int vs_network_run_change(const struct vs_network_run *run)
{
    int r = 0;
    if (run->link->network->link == VS_LINK_ROUTED) {
        r = remove_from_host(run);
        r = r < 0 ? r : add_to_host(run);
    } else {
        r = vs_link_raise_host(run->host, run->link);
    }
    if (r < 0)
        return r;
    /* All are there before the default routes name one, and those are gone from them before the
     * address they named goes. */
    r = vs_link_raise_guest(run->guest, run->link);
    if (r < 0)
        return r;
    each_missing(run->old, run->link->network, run->guest, run->link, false, vs_address_batch_own);
    return vs_netlink_send(run->guest);
}

struct reading {
    const struct vs_link *link;
    bool has[VS_ADDRESSES_MAX];
};

static int note_route(const struct vs_netlink_answer *answer, void *argument)
{
    struct reading *reading = argument;
    const struct rtmsg *route = answer->fixed;
    const struct vs_network *network = reading->link->network;
    if (route->rtm_protocol != VS_NETWORK_PROTOCOL ||
        vs_netlink_find_u32(answer, RTA_OIF, 0) != reading->link->host_index)
        return 0;
    struct vs_address address = {.family = route->rtm_family == AF_INET ? 4 : 6};
    const void *bytes = vs_netlink_find(answer, RTA_DST, vs_address_size(&address));
    if (!bytes || route->rtm_dst_len != vs_address_bits(&address))
        return 0;
    memcpy(address.bytes, bytes, vs_address_size(&address));
    size_t count = vs_addresses_count(network->addresses);
    for (size_t i = 0; i < count; i++)
        reading->has[i] |= vs_address_equal(&network->addresses[i], &address);
    return 0;
}

static int read_routes(const struct vs_network_run *run, uint8_t family, struct reading *reading)
{
    const struct rtmsg all = {.rtm_family = family == 4 ? AF_INET : AF_INET6,
                              .rtm_table = RT_TABLE_MAIN,
                              .rtm_protocol = VS_NETWORK_PROTOCOL};
    vs_netlink_add(run->host, RTM_GETROUTE, NLM_F_DUMP, &all, sizeof(all));
    vs_netlink_put_u32(run->host, RTA_OIF, run->link->host_index);
    int r = vs_netlink_ask(run->host, sizeof(all), note_route, reading);
    return r == -ENOENT ? 0 : r; /* no route of the kind, or no such table */
}

/* In the order they were given in, which the kernel does not keep. */
static int read_addresses(const struct vs_network_run *run, struct vs_network *ret_network)
{
    struct reading reading = {.link = run->link};
    const struct vs_network *network = run->link->network;
    int r = read_routes(run, 4, &reading);
    r = r < 0 ? r : read_routes(run, 6, &reading);
    memset(ret_network->addresses, 0, sizeof(ret_network->addresses));
    for (size_t i = 0, used = 0; r == 0 && i < VS_ADDRESSES_MAX; i++)
        if (reading.has[i])
            ret_network->addresses[used++] = network->addresses[i];
    return r;
}

int vs_network_run_read(const struct vs_network_run *run, struct vs_network_state *ret_state)
{
    struct vs_network_state state = {.network = *run->link->network};
    uint32_t index = 0, mtu = 0;
    int r = 0;
    if (state.network.mode == VS_NETWORK_PRIVATE && state.network.link != VS_LINK_MACVLAN) {
        r = vs_link_find(run->host, run->link, &index, &mtu);
        run->link->host_index = index;
        (void)snprintf(state.device, sizeof(state.device), "%s", r < 0 ? "" : run->link->device);
        if (state.network.mtu && mtu)
            state.network.mtu = mtu;
    }
    if (r == 0 && state.network.link == VS_LINK_ROUTED) {
        bool has_programs = vs_packet_check(run->host, index) == 0;
        *(has_programs ? &state.programs : &state.programs_missing) = PROGRAMS;
        r = read_addresses(run, &state.network);
    }
    if (r == 0)
        *ret_state = state;
    return r == -ENODEV ? -ESRCH : r;
}
