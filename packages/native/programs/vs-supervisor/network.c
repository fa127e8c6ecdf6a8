#include "network.h"
#include "address.h"
#include "ahead.h"
#include "cleanup.h"
#include "firewall.h"
#include "kernel.h"
#include "latch.h"
#include "limit.h"
#include "network-claim.h"
#include "network-end.h"
#include "network-host.h"
#include "network-private.h"
#include "packet-way.h"
#include "packet.h"
#include "process.h"
#include "shared-left.h"
#include <stdio.h>

int open_netlink(const struct guest *guest, int *fd)
{
    struct vs_netlink host;
    if (*fd >= 0)
        return 0;
    int r = vs_net_open(&guest->layout, &host);
    if (r == 0)
        *fd = host.fd;
    return r;
}

static int open_host(struct guest *guest)
{
    return open_netlink(guest, &guest->host_netlink_fd);
}

static int refuse(struct guest *guest, size_t index, int error)
{
    char stage[VS_STAGE_SIZE];
    vs_private_stage(&guest->layout, &guest->request.network.addresses[index], index, stage);
    return vs_fail(&guest->failure, stage, error);
}

static int check_addresses(struct guest *guest, struct vs_netlink *host)
{
    size_t index = 0;
    int r = vs_private_check(host, &guest->request.network, NULL, &index);
    return r < 0 ? refuse(guest, index, r) : 0;
}

static int claim_addresses(struct guest *guest)
{
    size_t index = 0;
    const struct vs_guest_start *request = &guest->request;
    int r =
        vs_network_claim(&guest->layout, request->name, request->xid, &request->network, &index);
    return r == -EADDRINUSE ? refuse(guest, index, r) : r;
}

/* The kernel would only refuse the link. */
static int check_parent(struct guest *guest, struct vs_netlink *host)
{
    uint32_t index;
    const char *parent = guest->request.network.parent;
    return vs_fail(&guest->failure, "parent", parent[0] ? vs_link_index(host, parent, &index) : 0);
}

/* In force before its first packet. */
static int bring_firewall(struct guest *guest)
{
    const struct vs_guest_start *request = &guest->request;
    return vs_firewall_bring(&guest->layout, request->name, request->xid, &request->network,
                             &guest->network_is_seen, &guest->failure);
}

/* What the guest's last run has left, which a supervisor that was killed could not remove. */
static int prepare_private(struct guest *guest)
{
    struct vs_netlink host;
    const struct vs_guest_start *request = &guest->request;
    int r = open_host(guest);
    if (r < 0)
        return r;
    vs_netlink_use(&host, guest->host_netlink_fd);
    vs_link_init(&guest->link, guest->layout.instance, request->name, request->xid,
                 &request->network);
    r = vs_network_end(&guest->layout, &guest->packet_store, &host, request->name);
    r = r < 0 ? r : check_parent(guest, &host);
    r = r < 0 ? r : check_addresses(guest, &host);
    r = r < 0 ? r : claim_addresses(guest);
    if (r == 0 && request->network.link == VS_LINK_ROUTED)
        r = vs_private_prepare(&guest->layout, &host, &guest->link);
    return r < 0 ? r : bring_firewall(guest);
}

/* What is left of a network that it had. 1 when it has never had one of any kind. */
static int end_last(struct guest *guest)
{
    struct vs_netlink host;
    struct vs_network_record last;
    int r = vs_network_read(&guest->layout, guest->request.name, &last);
    if (r < 0)
        return r == -ENOENT ? 1 : r;
    const struct vs_shared_guest shared = {guest->request.name, guest->request.xid, &last.network};
    if (last.network.mode == VS_NETWORK_SHARED &&
        vs_shared_is_left(&guest->layout, &guest->shared_objects, &shared))
        return vs_shared_stop(&guest->layout, shared.name, shared.xid);
    if (last.network.mode != VS_NETWORK_PRIVATE)
        return 0;
    r = open_host(guest);
    if (r < 0)
        return r;
    vs_netlink_use(&host, guest->host_netlink_fd);
    return vs_network_end(&guest->layout, &guest->packet_store, &host, guest->request.name);
}

static int prepare_none(struct guest *guest)
{
    int r = end_last(guest);
    vs_close_fd(&guest->host_netlink_fd);
    if (r != 0)
        return r < 0 ? r : 0;
    return vs_network_release(&guest->layout, guest->request.name);
}

/* Who has which address is one list for both kinds; the rest is network-shared.c's. */
static int prepare_shared(struct guest *guest)
{
    struct vs_netlink host;
    int r = end_last(guest);
    r = r < 0 ? r : open_host(guest);
    if (r < 0)
        return r;
    vs_netlink_use(&host, guest->host_netlink_fd);
    r = check_addresses(guest, &host);
    r = r < 0 ? r : claim_addresses(guest);
    return r < 0 ? r : bring_firewall(guest);
}

int prepare_network(struct guest *guest)
{
    switch (guest->request.network.mode) {
    case VS_NETWORK_NONE:
        return prepare_none(guest);
    case VS_NETWORK_PRIVATE:
        return prepare_private(guest);
    default:
        return prepare_shared(guest);
    }
}

/* False when there will be no guest; why is known to those who gave it up. */
static bool await(const struct guest *guest, const uint32_t *latch)
{
    static const struct timespec LOOK_AFTER = {.tv_nsec = 50000000};
    uint32_t value;
    while (!latch_wait(latch, &LOOK_AFTER, &value))
        if (vs_process_ended(guest->builder_pidfd))
            return false;
    return value == LATCH_OPEN;
}

static int open_here(void *argument)
{
    return vs_netlink_open(argument);
}

/* 1: there is no guest any more. */
static int make_cold(struct guest *guest, struct vs_netlink *host, struct vs_netlink *own)
{
    char path[40];
    if (!await(guest, &guest->init_ready))
        return 1;
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/net", guest->pid);
    cleanup_fd int namespace = open(path, O_RDONLY | O_CLOEXEC);
    if (namespace < 0) /* a guest without the network it was given must not start */
        return vs_process_ended(guest->pidfd) ? 1 : -errno;
    int r = vs_net_within(namespace, open_here, own);
    if (r < 0)
        return r;
    vs_close_fd(&guest->guest_netlink_fd);
    guest->guest_netlink_fd = own->fd;
    r = vs_link_create(host, &guest->link, namespace);
    if (r == 0 && guest->link.network->link == VS_LINK_ROUTED)
        r = vs_fail(&guest->failure, "packet",
                    vs_packet_attach(&guest->layout, host, guest->link.host_index));
    return guest->request.network.parent[0] ? vs_fail(&guest->failure, "parent", r) : r;
}

static bool has_pooled_link(const struct guest *guest)
{
    return guest->pooled_link && guest->request.network.link == VS_LINK_ROUTED &&
           may_pool_network(&guest->request);
}

/* Without them a guest could send under any address, so that it does not start. */
static int bind_programs(struct guest *guest, struct vs_netlink *host)
{
    const struct vs_guest_start *request = &guest->request;
    const struct vs_limit_target target = {
        .layout = &guest->layout, .name = request->name, .pidfd = -1};
    const struct vs_private_guest bound = {request->name, request->xid, &guest->link,
                                           guest->network_is_seen};
    int r = vs_private_bind(&guest->layout, &guest->packet_store, &bound);
    if (r < 0)
        return vs_fail(&guest->failure, "packet", r);
    if (request->network.link != VS_LINK_ROUTED)
        return 0;
    (void)vs_packet_choose_way(&guest->layout, &guest->packet_store, host);
    return vs_limit_start_network(&target, &request->limit, &guest->failure);
}

int make_network(struct guest *guest)
{
    struct vs_netlink host, own;
    if (guest->request.network.mode != VS_NETWORK_PRIVATE || !await(guest, &guest->ahead))
        return 0;
    vs_netlink_use(&host, guest->host_netlink_fd);
    guest->link.network = &guest->request.network;
    int r = 0;
    if (has_pooled_link(guest)) {
        guest->link.host_index = guest->pooled_link;
        vs_netlink_use(&own, guest->guest_netlink_fd);
    } else {
        r = make_cold(guest, &host, &own);
    }
    if (r != 0)
        return r < 0 ? r : 0;
    r = vs_private_close_end(&guest->layout, &guest->link);
    r = r < 0 ? r : bind_programs(guest, &host);
    r = r < 0 ? r : vs_link_raise_host(&host, &guest->link);
    return r < 0 ? r : vs_link_raise_guest(&own, &guest->link);
}

/* A private network's end is taken off the host by the same socket. */
void close_network_tools(struct guest *guest)
{
    vs_packet_store_close(&guest->packet_store);
    vs_shared_close(&guest->shared_objects);
    vs_close_fd(&guest->guest_netlink_fd);
    if (guest->request.network.mode != VS_NETWORK_PRIVATE)
        vs_close_fd(&guest->host_netlink_fd);
}

void end_network(struct guest *guest)
{
    struct vs_netlink host;
    if (guest->host_netlink_fd < 0)
        return;
    vs_netlink_use(&host, guest->host_netlink_fd);
    (void)vs_network_end(&guest->layout, &guest->packet_store, &host, guest->request.name);
    vs_packet_store_close(&guest->packet_store);
    vs_close_fd(&guest->host_netlink_fd);
}
