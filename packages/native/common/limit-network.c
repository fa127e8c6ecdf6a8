/*
 * What a guest may send and be sent per second. Both are of its link, so they need one: a guest
 * without, or in the host's own stack, cannot be slowed down. Source: packet-rate.h.
 */
#include "limit-network.h"
#include "cleanup.h"
#include "kernel.h"
#include "limit-step.h"
#include "network-host.h"
#include "packet.h"
#include <sched.h>

static int set_all(const struct vs_limit_target *target, struct vs_netlink *netlink,
                   struct vs_limit_change *change)
{
    int r = 0;
    if (vs_limit_changes(change, VS_LIMIT_NET_OUT))
        r = vs_limit_refuse(
            change, VS_LIMIT_NET_OUT,
            vs_rate_set_out(target->layout, netlink, target->name, change->to->network_out_bits));
    if (r == 0 && vs_limit_changes(change, VS_LIMIT_NET_IN))
        r = vs_limit_refuse(
            change, VS_LIMIT_NET_IN,
            vs_rate_set_in(target->layout, netlink, target->name, change->to->network_in_bits));
    return r;
}

static int set(const struct vs_limit_target *target, struct vs_limit_change *change)
{
    struct vs_netlink netlink;
    if (!target->layout)
        return -EOPNOTSUPP;
    int r = vs_net_open(target->layout, &netlink);
    if (r < 0)
        return r;
    r = set_all(target, &netlink, change);
    vs_netlink_close(&netlink);
    return r;
}

int vs_network_rates(const struct vs_limit_target *target, struct vs_rates *ret_rates)
{
    struct vs_netlink netlink;
    if (!target->layout)
        return -ENOENT;
    int r = vs_net_open(target->layout, &netlink);
    if (r < 0)
        return r;
    r = vs_rate_get(target->layout, &netlink, target->name, ret_rates);
    vs_netlink_close(&netlink);
    return r;
}

/* A kernel that refuses bpf(2) slows nobody down. */
static int get(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    struct vs_rates rates;
    if (vs_network_rates(target, &rates) == 0) {
        ret_limit->network_out_bits = rates.out.bits;
        ret_limit->network_in_bits = rates.in.bits;
    }
    return 0;
}

const struct vs_limit_step vs_step_network = {
    VS_FIELD(VS_LIMIT_NET_OUT) | VS_FIELD(VS_LIMIT_NET_IN), set, get};

static int probe(void)
{
    struct vs_netlink netlink;
    if (unshare(CLONE_NEWNET) < 0)
        return -errno;
    int r = vs_netlink_open(&netlink);
    if (r < 0)
        return r;
    r = vs_rate_probe(&netlink);
    vs_netlink_close(&netlink);
    return r;
}

/* In a namespace of its own, which goes with what it tried there. */
uint64_t vs_network_limits_missing(void)
{
    cleanup_fd int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (own < 0)
        return vs_step_network.fields;
    bool works = vs_packet_probe() == 0 && probe() == 0;
    return setns(own, CLONE_NEWNET) == 0 && works ? 0 : vs_step_network.fields;
}
