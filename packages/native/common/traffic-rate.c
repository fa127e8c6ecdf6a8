/* What slows packets down: a bucket of tokens on a device, or one for each class. */
#include "kernel.h"
#include "traffic-control.h"
#include <errno.h>
#include <linux/gen_stats.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>

#define BUCKET      0x76530000u
#define BURST_US    8000 /* sent at once after a pause */
#define BURST_MIN   (16u * 1024)
#define BURST_MAX   (4u * 1024 * 1024)
#define QUEUE_US    50000         /* held back before packets are dropped */
#define QUEUE_MIN   (192u * 1024) /* three large segments: TCP needs some to tell by */
#define QUEUE_MAX   (64u * 1024 * 1024)
#define QUANTUM     65536 /* of a turn among classes; rates are of more importance */
#define NS_PER_TICK 64    /* PSCHED_SHIFT; the same since 2.6.31 */
#define US          1000000u

static uint64_t bytes_in(uint64_t bits, uint64_t us, uint64_t least, uint64_t most)
{
    uint64_t bytes = bits / 8 > most * 1000 ? most : bits / 8 * us / US;
    return bytes < least ? least : bytes > most ? most : bytes;
}

static uint32_t burst(uint64_t bits)
{
    return (uint32_t)bytes_in(bits, BURST_US, BURST_MIN, BURST_MAX);
}

static uint32_t queue(uint64_t bits)
{
    return (uint32_t)bytes_in(bits, QUEUE_US, QUEUE_MIN, QUEUE_MAX);
}

/* Without the link layer's kind the kernel would ask for a table of times. */
static struct tc_ratespec rate_of(uint64_t bits)
{
    uint64_t bytes = bits / 8;
    return (struct tc_ratespec){.rate = bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes,
                                .linklayer = TC_LINKLAYER_ETHERNET};
}

static void add(struct vs_netlink *netlink, uint16_t type, uint16_t flags, uint32_t ifindex,
                uint32_t parent, uint32_t handle)
{
    const struct tcmsg message = {
        .tcm_ifindex = (int)ifindex, .tcm_parent = parent, .tcm_handle = handle};
    vs_netlink_add(netlink, type, flags, &message, sizeof(message));
}

static void put_rate64(struct vs_netlink *netlink, uint16_t type, uint64_t bits)
{
    uint64_t bytes = bits / 8;
    if (bytes > UINT32_MAX)
        vs_netlink_put(netlink, type, &bytes, sizeof(bytes));
}

void vs_tc_add_bucket(struct vs_netlink *netlink, uint32_t ifindex, uint64_t bits)
{
    const struct tc_tbf_qopt options = {.rate = rate_of(bits), .limit = queue(bits)};
    add(netlink, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE, ifindex, TC_H_ROOT, BUCKET);
    vs_netlink_put_text(netlink, TCA_KIND, "tbf");
    size_t nest = vs_netlink_nest(netlink, TCA_OPTIONS);
    vs_netlink_put(netlink, TCA_TBF_PARMS, &options, sizeof(options));
    vs_netlink_put_u32(netlink, TCA_TBF_BURST, burst(bits));
    put_rate64(netlink, TCA_TBF_RATE64, bits);
    vs_netlink_end(netlink, nest);
}

/* EINVAL: the root is the device's own. */
void vs_tc_remove_bucket(struct vs_netlink *netlink, uint32_t ifindex)
{
    add(netlink, RTM_DELQDISC, 0, ifindex, TC_H_ROOT, BUCKET);
    vs_netlink_allow(netlink, -EINVAL);
}

void vs_tc_add_classes(struct vs_netlink *netlink, uint32_t ifindex, uint32_t handle)
{
    const struct tc_htb_glob options = {.version = 3, .rate2quantum = 10};
    add(netlink, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, ifindex, TC_H_ROOT, handle);
    vs_netlink_put_text(netlink, TCA_KIND, "htb");
    size_t nest = vs_netlink_nest(netlink, TCA_OPTIONS);
    vs_netlink_put(netlink, TCA_HTB_INIT, &options, sizeof(options));
    vs_netlink_end(netlink, nest);
    vs_netlink_allow(netlink, -EEXIST);
}

static void add_queue(struct vs_netlink *netlink, uint32_t ifindex, uint32_t class, uint64_t bits)
{
    const struct tc_fifo_qopt options = {.limit = queue(bits)};
    add(netlink, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE, ifindex, class, 0);
    vs_netlink_put_text(netlink, TCA_KIND, "bfifo");
    vs_netlink_put(netlink, TCA_OPTIONS, &options, sizeof(options));
}

void vs_tc_add_class(struct vs_netlink *netlink, uint32_t ifindex, uint32_t parent, uint32_t class,
                     uint64_t bits)
{
    uint64_t ns = (uint64_t)burst(bits) * US * 1000 / (bits / 8);
    uint32_t ticks = ns / NS_PER_TICK > UINT32_MAX ? UINT32_MAX : (uint32_t)(ns / NS_PER_TICK);
    const struct tc_htb_opt options = {
        .rate = rate_of(bits),
        .ceil = rate_of(bits),
        .buffer = ticks,
        .cbuffer = ticks,
        .quantum = QUANTUM,
    };
    add(netlink, RTM_NEWTCLASS, NLM_F_CREATE | NLM_F_REPLACE, ifindex, parent, class);
    vs_netlink_put_text(netlink, TCA_KIND, "htb");
    size_t nest = vs_netlink_nest(netlink, TCA_OPTIONS);
    vs_netlink_put(netlink, TCA_HTB_PARMS, &options, sizeof(options));
    put_rate64(netlink, TCA_HTB_RATE64, bits);
    put_rate64(netlink, TCA_HTB_CEIL64, bits);
    vs_netlink_end(netlink, nest);
    add_queue(netlink, ifindex, class, bits);
}

void vs_tc_remove_class(struct vs_netlink *netlink, uint32_t ifindex, uint32_t class)
{
    add(netlink, RTM_DELTCLASS, 0, ifindex, 0, class);
    vs_netlink_allow(netlink, -ENOENT);
}

struct reading {
    uint16_t parameters, rate64; /* numbers of the attributes */
    struct vs_tc_rate rate;
    bool found;
};

/* Both kinds of parameters begin with the rate. */
static int take_rate(const struct vs_netlink_answer *answer, void *argument)
{
    struct reading *reading = argument;
    struct vs_netlink_answer options = vs_netlink_inside(answer, TCA_OPTIONS);
    struct vs_netlink_answer stats = vs_netlink_inside(answer, TCA_STATS2);
    const struct tc_ratespec *rate = vs_netlink_find(&options, reading->parameters, sizeof(*rate));
    const void *rate64 = vs_netlink_find(&options, reading->rate64, sizeof(uint64_t));
    const struct gnet_stats_queue *queued =
        vs_netlink_find(&stats, TCA_STATS_QUEUE, sizeof(*queued));
    uint64_t bytes = rate ? rate->rate : 0;
    if (rate64)
        memcpy(&bytes, rate64, sizeof(bytes));
    reading->rate = (struct vs_tc_rate){bytes * 8, queued ? queued->drops : 0};
    reading->found = rate != NULL;
    return 0;
}

static int get(struct vs_netlink *netlink, struct reading *reading, struct vs_tc_rate *ret_rate)
{
    int r = vs_netlink_ask(netlink, sizeof(struct tcmsg), take_rate, reading);
    if (r == -EINVAL || (r == 0 && !reading->found))
        r = -ENOENT;
    if (r == 0)
        *ret_rate = reading->rate;
    return r;
}

int vs_tc_get_bucket(struct vs_netlink *netlink, uint32_t ifindex, struct vs_tc_rate *ret_rate)
{
    struct reading reading = {.parameters = TCA_TBF_PARMS, .rate64 = TCA_TBF_RATE64};
    add(netlink, RTM_GETQDISC, NLM_F_ECHO, ifindex, TC_H_ROOT, BUCKET);
    return get(netlink, &reading, ret_rate);
}

int vs_tc_get_class(struct vs_netlink *netlink, uint32_t ifindex, uint32_t class,
                    struct vs_tc_rate *ret_rate)
{
    struct reading reading = {.parameters = TCA_HTB_PARMS, .rate64 = TCA_HTB_RATE64};
    add(netlink, RTM_GETTCLASS, NLM_F_ECHO, ifindex, 0, class);
    return get(netlink, &reading, ret_rate);
}
