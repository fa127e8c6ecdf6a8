#include "packet-way.h"
#include "bpf-call.h"
#include "cleanup.h"
#include "firewall-text.h"
#include "host-rules.h"
#include "kernel.h"
#include "network-host.h"
#include "packet-rate.h"
#include "packet-store.h"
#include "traffic-control.h"

static const uint32_t ONLY = 0;

/* The hooks go too where we made them and nobody else has put anything there. */
static void leave_uplink(struct vs_netlink *netlink, const struct vs_packet_host *host)
{
    vs_tc_remove_program(netlink, host->uplink, VS_TC_INGRESS);
    (void)vs_netlink_send(netlink);
    if ((host->flags & VS_PACKET_MADE_HOOKS) && vs_tc_is_bare(netlink, host->uplink)) {
        vs_tc_remove_hooks(netlink, host->uplink);
        (void)vs_netlink_send(netlink);
    }
}

static int join_uplink(const struct vs_packet_store *store, struct vs_netlink *netlink,
                       struct vs_packet_host *host)
{
    if (!vs_tc_has_hooks(netlink, host->uplink))
        host->flags |= VS_PACKET_MADE_HOOKS;
    vs_tc_add_hooks(netlink, host->uplink);
    vs_tc_add_program(netlink, host->uplink, VS_TC_INGRESS, "from_uplink", store->from_uplink);
    return vs_netlink_send(netlink);
}

static int set_host(const struct vs_packet_store *store, struct vs_netlink *netlink, bool fast,
                    uint32_t uplink, uint32_t uplink_mtu)
{
    struct vs_packet_host before, after;
    int r = vs_bpf_lookup(store->host, &ONLY, &before);
    if (r < 0)
        return r;
    bool joins = fast && uplink;
    after = before;
    after.flags = fast ? VS_PACKET_FAST : 0;
    after.uplink = joins ? uplink : 0;
    after.uplink_mtu = joins ? uplink_mtu : 0;
    if (before.uplink && before.uplink == after.uplink)
        after.flags |= before.flags & VS_PACKET_MADE_HOOKS;
    else if (before.uplink)
        leave_uplink(netlink, &before);
    r = joins ? join_uplink(store, netlink, &after) : 0;
    return r < 0 ? r : vs_bpf_update(store->host, &ONLY, &after, BPF_ANY);
}

int vs_packet_host(const struct vs_layout_record *layout, struct vs_netlink *netlink, bool fast,
                   uint32_t uplink, uint32_t uplink_mtu)
{
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    int r = vs_packet_store_open(layout, &store);
    return r < 0 ? r : set_host(&store, netlink, fast, uplink, uplink_mtu);
}

struct looking {
    struct vs_netlink *netlink;
    char table[VS_FIREWALL_TABLE_SIZE];
};

static int look(void *argument)
{
    struct looking *looking = argument;
    return vs_host_has_rules(looking->netlink, looking->table);
}

static bool may_be_short(const struct vs_layout_record *layout, struct vs_netlink *netlink)
{
    struct looking looking = {.netlink = netlink};
    vs_firewall_table(layout->instance, looking.table);
    cleanup_fd int namespace = vs_net_namespace(layout);
    return namespace >= 0 && vs_net_within(namespace, look, &looking) == 0;
}

static int choose(const struct vs_layout_record *layout, const struct vs_packet_store *store,
                  struct vs_netlink *netlink)
{
    struct vs_packet_host host;
    int r = vs_bpf_lookup(store->host, &ONLY, &host);
    if (r < 0)
        return r;
    bool is_short = may_be_short(layout, netlink);
    if (is_short == ((host.flags & VS_PACKET_FAST) != 0) && host.uplink == 0)
        return 0;
    return set_host(store, netlink, is_short, 0, 0);
}

/* Under the lock of the store, so that nobody sets what he saw before a rule came. */
int vs_packet_choose_way(const struct vs_layout_record *layout, struct vs_packet_store *store,
                         struct vs_netlink *netlink)
{
    int r = vs_packet_store_find(layout, store);
    r = r < 0 ? r : choose(layout, store, netlink);
    vs_packet_store_unlock(store);
    return r == -ENOENT ? 0 : r;
}

int vs_packet_clear(const struct vs_layout_record *layout, struct vs_netlink *netlink)
{
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    int r = vs_packet_store_find(layout, &store);
    if (r < 0)
        return r == -ENOENT ? 0 : r;
    r = set_host(&store, netlink, false, 0, 0);
    return r < 0 ? r : vs_rate_clear(&store, netlink);
}
