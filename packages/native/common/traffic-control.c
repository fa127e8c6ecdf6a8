#include "traffic-control.h"
#include "kernel.h"
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/gen_stats.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_mirred.h>
#include <string.h>

#define PLACE  (0x7653u << 16 | ETH_P_ALL << 8) /* after what an administrator has; big endian */
#define BEHIND (0x7654u << 16 | ETH_P_ALL << 8)
#define FILTER 1u
#define BUCKET 0x76530000u
#define HOOKS  0xffff0000u

/* A request about the device; the caller adds to it. */
static void add(struct vs_netlink *netlink, uint16_t type, uint16_t flags, uint32_t ifindex,
                uint32_t parent, uint32_t handle)
{
    const struct tcmsg message = {
        .tcm_ifindex = (int)ifindex, .tcm_parent = parent, .tcm_handle = handle};
    vs_netlink_add(netlink, type, flags, &message, sizeof(message));
}

void vs_tc_add_hooks(struct vs_netlink *netlink, uint32_t ifindex)
{
    add(netlink, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, ifindex, TC_H_CLSACT, HOOKS);
    vs_netlink_put_text(netlink, TCA_KIND, "clsact");
    vs_netlink_allow(netlink, -EEXIST);
}

void vs_tc_remove_hooks(struct vs_netlink *netlink, uint32_t ifindex)
{
    add(netlink, RTM_DELQDISC, 0, ifindex, TC_H_CLSACT, HOOKS);
    vs_netlink_allow(netlink, -ENOENT);
}

static void add_filter(struct vs_netlink *netlink, uint16_t type, uint16_t flags, uint32_t ifindex,
                       enum vs_tc_hook hook, uint32_t place)
{
    const struct tcmsg message = {
        .tcm_ifindex = (int)ifindex, .tcm_parent = hook, .tcm_handle = FILTER, .tcm_info = place};
    vs_netlink_add(netlink, type, flags, &message, sizeof(message));
    vs_netlink_put_text(netlink, TCA_KIND, "bpf");
}

void vs_tc_add_program(struct vs_netlink *netlink, uint32_t ifindex, enum vs_tc_hook hook,
                       const char *name, int program)
{
    add_filter(netlink, RTM_NEWTFILTER, NLM_F_CREATE, ifindex, hook, PLACE);
    size_t options = vs_netlink_nest(netlink, TCA_OPTIONS);
    vs_netlink_put_u32(netlink, TCA_BPF_FD, (uint32_t)program);
    vs_netlink_put_text(netlink, TCA_BPF_NAME, name);
    vs_netlink_put_u32(netlink, TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT);
    vs_netlink_end(netlink, options);
}

void vs_tc_remove_program(struct vs_netlink *netlink, uint32_t ifindex, enum vs_tc_hook hook)
{
    add_filter(netlink, RTM_DELTFILTER, 0, ifindex, hook, PLACE);
    vs_netlink_allow(netlink, -ENOENT);
}

/* Every packet is one that it is about; source: cls_bpf.c, a classic program's -1 is a match. */
void vs_tc_add_redirect(struct vs_netlink *netlink, uint32_t ifindex, uint32_t to)
{
    static const uint16_t ONE = 1;
    static const struct sock_filter ALL = {.code = BPF_RET | BPF_K, .k = UINT32_MAX};
    const struct tc_mirred redirect = {
        .action = TC_ACT_STOLEN, .eaction = TCA_EGRESS_REDIR, .ifindex = to};
    add_filter(netlink, RTM_NEWTFILTER, NLM_F_CREATE, ifindex, VS_TC_INGRESS, BEHIND);
    size_t options = vs_netlink_nest(netlink, TCA_OPTIONS);
    vs_netlink_put(netlink, TCA_BPF_OPS_LEN, &ONE, sizeof(ONE));
    vs_netlink_put(netlink, TCA_BPF_OPS, &ALL, sizeof(ALL));
    size_t actions = vs_netlink_nest(netlink, TCA_BPF_ACT), only = vs_netlink_nest(netlink, 1);
    vs_netlink_put_text(netlink, TCA_ACT_KIND, "mirred");
    size_t of_action = vs_netlink_nest(netlink, TCA_ACT_OPTIONS);
    vs_netlink_put(netlink, TCA_MIRRED_PARMS, &redirect, sizeof(redirect));
    vs_netlink_end(netlink, of_action);
    vs_netlink_end(netlink, only);
    vs_netlink_end(netlink, actions);
    vs_netlink_end(netlink, options);
}

void vs_tc_remove_redirect(struct vs_netlink *netlink, uint32_t ifindex)
{
    add_filter(netlink, RTM_DELTFILTER, 0, ifindex, VS_TC_INGRESS, BEHIND);
    vs_netlink_allow(netlink, -ENOENT);
}

struct search {
    const char *name; /* NULL: any */
    uint32_t place;   /* 0: any */
    bool found;
};

static int look_at_filter(const struct vs_netlink_answer *answer, void *argument)
{
    struct search *search = argument;
    const struct tcmsg *message = answer->fixed;
    struct vs_netlink_answer options = vs_netlink_inside(answer, TCA_OPTIONS);
    const char *name = vs_netlink_find(&options, TCA_BPF_NAME, 1);
    bool is_there = !search->place || message->tcm_info == search->place;
    if (message->tcm_handle && is_there)
        search->found |= !search->name || (name && !strcmp(name, search->name));
    return 0;
}

static int find_filter(struct vs_netlink *netlink, uint32_t ifindex, enum vs_tc_hook hook,
                       struct search *search)
{
    add(netlink, RTM_GETTFILTER, NLM_F_DUMP, ifindex, hook, 0);
    return vs_netlink_ask(netlink, sizeof(struct tcmsg), look_at_filter, search);
}

int vs_tc_has_program(struct vs_netlink *netlink, uint32_t ifindex, enum vs_tc_hook hook,
                      const char *name)
{
    struct search search = {.name = name};
    int r = find_filter(netlink, ifindex, hook, &search);
    return r < 0 ? r : search.found ? 0 : -ENOENT;
}

int vs_tc_has_redirect(struct vs_netlink *netlink, uint32_t ifindex)
{
    struct search search = {.place = BEHIND};
    int r = find_filter(netlink, ifindex, VS_TC_INGRESS, &search);
    return r < 0 ? r : search.found ? 0 : -ENOENT;
}

bool vs_tc_is_bare(struct vs_netlink *netlink, uint32_t ifindex)
{
    struct search search = {0};
    return find_filter(netlink, ifindex, VS_TC_INGRESS, &search) == 0 &&
           find_filter(netlink, ifindex, VS_TC_EGRESS, &search) == 0 && !search.found;
}

static int look_at_hooks(const struct vs_netlink_answer *answer, void *argument)
{
    (void)answer;
    *(bool *)argument = true;
    return 0;
}

bool vs_tc_has_hooks(struct vs_netlink *netlink, uint32_t ifindex)
{
    bool found = false;
    add(netlink, RTM_GETQDISC, NLM_F_ECHO, ifindex, TC_H_CLSACT, HOOKS);
    return vs_netlink_ask(netlink, sizeof(struct tcmsg), look_at_hooks, &found) == 0 && found;
}
