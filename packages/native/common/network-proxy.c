#include "network-proxy.h"
#include "address.h"
#include "cleanup.h"
#include "network-change.h"
#include "network-host.h"
#include "network-link.h"
#include "network-uplink.h"
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

/* The device whose neighbours ask for the address; 0: it is reached by a gateway, or not at all. */
static int find_device(struct vs_netlink *host, const struct vs_address *address, uint32_t by,
                       uint32_t *ret_index)
{
    struct vs_reach reach;
    int r = vs_reach_by(host, address, by, &reach);
    *ret_index = reach.type == RTN_UNICAST && reach.is_on_link ? reach.ifindex : 0;
    return r;
}

static void add_request(struct vs_netlink *host, uint16_t type, uint16_t flags,
                        const struct vs_address *address, uint32_t index)
{
    const struct ndmsg fixed = {.ndm_family = (uint8_t)vs_address_family(address),
                                .ndm_ifindex = (int)index,
                                .ndm_flags = NTF_PROXY};
    vs_netlink_add(host, type, flags, &fixed, sizeof(fixed));
    vs_netlink_put(host, NDA_DST, address->bytes, vs_address_size(address));
}

struct answering {
    const struct vs_layout_record *layout;
    uint32_t index;
};

/* IPv4 answers for its proxies on any device that forwards. Source: arp_process(), net/ipv4/arp.c.
 */
static int answer_solicitations(void *argument)
{
    const struct answering *answering = argument;
    const struct vs_setting setting = {
        .family = 6, .ifindex = answering->index, .key = "proxy_ndp", .value = "1"};
    return vs_setting_change(answering->layout, &setting);
}

static int let_answer(const struct vs_layout_record *layout, uint32_t index)
{
    struct answering answering = {.layout = layout, .index = index};
    cleanup_fd int namespace = vs_net_namespace(layout);
    return namespace < 0 ? namespace : vs_net_within(namespace, answer_solicitations, &answering);
}

static int note_protocol(const struct vs_netlink_answer *answer, void *argument)
{
    const uint8_t *protocol = vs_netlink_find(answer, NDA_PROTOCOL, sizeof(*protocol));
    *(uint8_t *)argument = protocol ? *protocol : 0;
    return 0;
}

/* Who has set it, 0 = somebody who did not say; ENOENT: there is none. */
static int ask_protocol(struct vs_netlink *host, const struct vs_address *address, uint32_t index,
                        uint8_t *ret_protocol)
{
    add_request(host, RTM_GETNEIGH, 0, address, index);
    return vs_netlink_ask(host, sizeof(struct ndmsg), note_protocol, ret_protocol);
}

/* One that somebody else has set already does what is needed, and would become ours if set again.
 */
static int add(const struct vs_layout_record *layout, struct vs_netlink *host,
               const struct vs_address *address, uint32_t by)
{
    uint32_t index;
    uint8_t protocol;
    int r = find_device(host, address, by, &index);
    if (r < 0 || index == 0)
        return r;
    r = address->family == 6 ? let_answer(layout, index) : 0;
    r = r < 0 ? r : ask_protocol(host, address, index, &protocol);
    if (r != -ENOENT)
        return r;
    add_request(host, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL, address, index);
    vs_netlink_put_u8(host, NDA_PROTOCOL, VS_NETWORK_PROTOCOL);
    return vs_netlink_send(host);
}

int vs_proxy_add(const struct vs_layout_record *layout, struct vs_netlink *host,
                 const struct vs_address *addresses, size_t count)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < count; i++)
        r = add(layout, host, &addresses[i], 0);
    return r;
}

int vs_proxy_renew(const struct vs_layout_record *layout, struct vs_netlink *host,
                   const struct vs_address *addresses, size_t count)
{
    struct vs_uplink uplink;
    int r = vs_uplink_find(host, &uplink);
    for (size_t i = 0; r == 0 && i < count; i++) {
        uint32_t by = addresses[i].family == 4 ? uplink.index4 : uplink.index6;
        r = by ? add(layout, host, &addresses[i], by) : 0;
    }
    return r;
}

static int remove_one(struct vs_netlink *host, const struct vs_address *address)
{
    uint32_t index;
    uint8_t protocol = 0;
    int r = find_device(host, address, 0, &index);
    if (r < 0 || index == 0)
        return r;
    r = ask_protocol(host, address, index, &protocol);
    if (r < 0 || protocol != VS_NETWORK_PROTOCOL)
        return r == -ENOENT ? 0 : r;
    add_request(host, RTM_DELNEIGH, 0, address, index);
    vs_netlink_allow(host, -ENOENT);
    return vs_netlink_send(host);
}

int vs_proxy_remove(struct vs_netlink *host, const struct vs_address *addresses, size_t count)
{
    int result = 0;
    for (size_t i = 0; i < count; i++) {
        int r = remove_one(host, &addresses[i]);
        result = result < 0 ? result : r;
    }
    return result;
}
