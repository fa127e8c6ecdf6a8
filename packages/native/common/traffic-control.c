#include "traffic-control.h"
#include "kernel.h"
#include <arpa/inet.h>
#include <errno.h>
#include <linux/gen_stats.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>

#define PLACE  (0x7653u << 16 | ETH_P_ALL << 8) /* after what an administrator has; big endian */
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
                       enum vs_tc_hook hook)
{
    const struct tcmsg message = {
        .tcm_ifindex = (int)ifindex, .tcm_parent = hook, .tcm_handle = FILTER, .tcm_info = PLACE};
    vs_netlink_add(netlink, type, flags, &message, sizeof(message));
    vs_netlink_put_text(netlink, TCA_KIND, "bpf");
}

void vs_tc_add_program(struct vs_netlink *netlink, uint32_t ifindex, enum vs_tc_hook hook,
                       const char *name, int program)
{
    add_filter(netlink, RTM_NEWTFILTER, NLM_F_CREATE, ifindex, hook);
    size_t options = vs_netlink_nest(netlink, TCA_OPTIONS);
    vs_netlink_put_u32(netlink, TCA_BPF_FD, (uint32_t)program);
    vs_netlink_put_text(netlink, TCA_BPF_NAME, name);
    vs_netlink_put_u32(netlink, TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT);
    vs_netlink_end(netlink, options);
}

void vs_tc_remove_program(struct vs_netlink *netlink, uint32_t ifindex, enum vs_tc_hook hook)
{
    add_filter(netlink, RTM_DELTFILTER, 0, ifindex, hook);
    vs_netlink_allow(netlink, -ENOENT);
}

struct search {
    const char *name; /* NULL: any */
    bool found;
};

static int look_at_filter(const struct vs_netlink_answer *answer, void *argument)
{
    struct search *search = argument;
    const struct tcmsg *message = answer->fixed;
    struct vs_netlink_answer options = vs_netlink_inside(answer, TCA_OPTIONS);
    const char *name = vs_netlink_find(&options, TCA_BPF_NAME, 1);
    if (message->tcm_handle)
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
