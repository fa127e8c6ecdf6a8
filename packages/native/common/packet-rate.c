#include "packet-rate.h"
#include "bpf-call.h"
#include "cleanup.h"
#include "kernel.h"
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

static const uint32_t ONLY = 0;

/* One of an instance: the name has room for a hash only. FNV-1a. */
static void name_device(const char *instance, char ret_name[VS_DEVICE_SIZE])
{
    uint32_t hash = 0x811c9dc5u;
    for (const char *at = instance; *at; at++)
        hash = (hash ^ (uint8_t)*at) * 0x01000193u;
    (void)snprintf(ret_name, VS_DEVICE_SIZE, "vsrate%08x", hash);
}

static void add_device(struct vs_netlink *netlink, const char *name)
{
    const struct ifinfomsg up = {.ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    vs_netlink_add(netlink, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &up, sizeof(up));
    vs_netlink_put_text(netlink, IFLA_IFNAME, name);
    size_t nest = vs_netlink_nest(netlink, IFLA_LINKINFO);
    vs_netlink_put(netlink, IFLA_INFO_KIND, "ifb", 3);
    vs_netlink_end(netlink, nest);
    vs_netlink_allow(netlink, -EEXIST);
}

static int take_index(const struct vs_netlink_answer *answer, void *argument)
{
    *(uint32_t *)argument = (uint32_t)((const struct ifinfomsg *)answer->fixed)->ifi_index;
    return 0;
}

static int find_device(struct vs_netlink *netlink, const char *name, uint32_t *ret_index)
{
    const struct ifinfomsg any = {0};
    vs_netlink_add(netlink, RTM_GETLINK, 0, &any, sizeof(any));
    vs_netlink_put_text(netlink, IFLA_IFNAME, name);
    return vs_netlink_ask(netlink, sizeof(any), take_index, ret_index);
}

static void remove_device(struct vs_netlink *netlink, const char *name)
{
    const struct ifinfomsg any = {0};
    vs_netlink_add(netlink, RTM_DELLINK, 0, &any, sizeof(any));
    vs_netlink_put_text(netlink, IFLA_IFNAME, name);
    (void)vs_netlink_send(netlink);
}

/* By the alias everybody sees whose it is; no guest's name has a '/'. */
static void name_owner(struct vs_netlink *netlink, const char *name, const char *instance)
{
    char alias[64];
    const struct ifinfomsg any = {0};
    (void)snprintf(alias, sizeof(alias), "vserver:%s:/rate", instance);
    vs_netlink_add(netlink, RTM_SETLINK, 0, &any, sizeof(any));
    vs_netlink_put_text(netlink, IFLA_IFNAME, name);
    vs_netlink_put(netlink, IFLA_IFALIAS, alias, strlen(alias));
}

static int make_device(struct vs_netlink *netlink, const char *name, const char *instance,
                       uint32_t *ret_index)
{
    uint32_t index = 0;
    add_device(netlink, name);
    name_owner(netlink, name, instance);
    int r = vs_netlink_send(netlink);
    r = r < 0 ? r : find_device(netlink, name, &index);
    if (r < 0)
        return r;
    vs_tc_add_classes(netlink, index, VS_PACKET_QDISC);
    r = vs_netlink_send(netlink);
    if (r == 0)
        *ret_index = index;
    return r;
}

/* Looked for each time: the host's owner may have removed it. */
static int open_device(const struct vs_packet_store *store, struct vs_netlink *netlink,
                       const char *instance, struct vs_packet_host *ret_host)
{
    char name[VS_DEVICE_SIZE];
    name_device(instance, name);
    int r = vs_bpf_lookup(store->host, &ONLY, ret_host);
    return r < 0 ? r : make_device(netlink, name, instance, &ret_host->rate_device);
}

/* The kernel says ENOENT or EOPNOTSUPP of a kind of device or discipline that it has not. */
static int unsupported(int r)
{
    return r == -ENOENT || r == -ENODEV ? -EOPNOTSUPP : r;
}

struct guest {
    struct vs_account account;
    struct vs_packet_device device;
};

static int find_guest(const struct vs_packet_store *store, const char *name,
                      struct guest *ret_guest)
{
    int r = vs_account_get(store, name, &ret_guest->account);
    return r < 0 ? r
                 : vs_bpf_lookup(store->device, &ret_guest->account.ifindex, &ret_guest->device);
}

static int set_flag(const struct vs_packet_store *store, struct guest *guest, uint32_t flag,
                    bool on)
{
    guest->device.flags = (guest->device.flags & ~flag) | (on ? flag : 0);
    return vs_bpf_update(store->device, &guest->account.ifindex, &guest->device, BPF_EXIST);
}

/* The class and the way to it are there before packets take them, and as long as they do. */
static int limit_out(const struct vs_packet_store *store, struct vs_netlink *netlink,
                     const char *instance, struct guest *guest, uint64_t bits)
{
    struct vs_packet_host host;
    int r = open_device(store, netlink, instance, &host);
    if (r < 0)
        return unsupported(r);
    vs_tc_add_class(netlink, host.rate_device, VS_PACKET_QDISC, VS_PACKET_CLASS(guest->account.xid),
                    bits);
    vs_tc_add_redirect(netlink, guest->account.ifindex, host.rate_device);
    r = unsupported(vs_netlink_send(netlink));
    r = r < 0 ? r : vs_bpf_update(store->host, &ONLY, &host, BPF_ANY);
    return r < 0 ? r : set_flag(store, guest, VS_PACKET_RATE_OUT, true);
}

int vs_rate_set_out(const struct vs_layout_record *layout, struct vs_netlink *netlink,
                    const char *name, uint64_t bits)
{
    struct guest guest;
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    int r = vs_packet_store_find(layout, &store);
    r = r < 0 ? r : find_guest(&store, name, &guest);
    if (r == -ENOENT)
        return bits == VS_INFINITY ? 0 : -EOPNOTSUPP;
    if (r < 0 || bits != VS_INFINITY)
        return r < 0 ? r : limit_out(&store, netlink, layout->instance, &guest, bits);
    r = set_flag(&store, &guest, VS_PACKET_RATE_OUT, false);
    vs_rate_take_drops(&store, netlink, &guest.account);
    vs_rate_lift(&store, netlink, &guest.account);
    guest.account.seen_out = 0;
    return r < 0 ? r : vs_account_put(&store, name, &guest.account);
}

static int limit_in(const struct vs_packet_store *store, struct vs_netlink *netlink,
                    const char *name, struct guest *guest, uint64_t bits)
{
    bool on = bits != VS_INFINITY;
    if (on) {
        vs_tc_add_bucket(netlink, guest->account.ifindex, bits);
    } else {
        vs_rate_take_drops(store, netlink, &guest->account);
        guest->account.seen_in = 0;
        vs_tc_remove_bucket(netlink, guest->account.ifindex);
    }
    int r = unsupported(vs_netlink_send(netlink));
    r = r < 0 ? r : set_flag(store, guest, VS_PACKET_RATE_IN, on);
    return r < 0 ? r : vs_account_put(store, name, &guest->account);
}

int vs_rate_set_in(const struct vs_layout_record *layout, struct vs_netlink *netlink,
                   const char *name, uint64_t bits)
{
    struct guest guest;
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    int r = vs_packet_store_find(layout, &store);
    r = r < 0 ? r : find_guest(&store, name, &guest);
    if (r == -ENOENT)
        return bits == VS_INFINITY ? 0 : -EOPNOTSUPP;
    return r < 0 ? r : limit_in(&store, netlink, name, &guest, bits);
}

static int get_class(const struct vs_packet_store *store, struct vs_netlink *netlink, uint32_t xid,
                     struct vs_tc_rate *ret_rate)
{
    struct vs_packet_host host;
    int r = vs_bpf_lookup(store->host, &ONLY, &host);
    if (r < 0 || host.rate_device == 0)
        return r < 0 ? r : -ENOENT;
    return vs_tc_get_class(netlink, host.rate_device, VS_PACKET_CLASS(xid), ret_rate);
}

/* Without the way to it, a class holds nobody back. */
static int get_out(const struct vs_packet_store *store, struct vs_netlink *netlink,
                   const struct vs_account *account, struct vs_tc_rate *ret_rate)
{
    int r = vs_tc_has_redirect(netlink, account->ifindex);
    return r < 0 ? r : get_class(store, netlink, account->xid, ret_rate);
}

static int none(int r)
{
    return r == -ENOENT || r == -ENODEV ? 0 : r;
}

int vs_rate_get(const struct vs_layout_record *layout, struct vs_netlink *netlink, const char *name,
                struct vs_rates *ret_rates)
{
    struct guest guest;
    struct vs_rates rates = {.out = {.bits = VS_INFINITY}, .in = {.bits = VS_INFINITY}};
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    int r = vs_packet_store_find(layout, &store);
    r = r < 0 ? r : find_guest(&store, name, &guest);
    if (r == 0) {
        int out = 0, in = 0;
        if (guest.device.flags & VS_PACKET_RATE_OUT)
            out = none(get_out(&store, netlink, &guest.account, &rates.out));
        if (guest.device.flags & VS_PACKET_RATE_IN)
            in = none(vs_tc_get_bucket(netlink, guest.account.ifindex, &rates.in));
        r = out < 0 ? out : in;
    }
    r = none(r);
    if (r == 0)
        *ret_rates = rates;
    return r;
}

/* The kernel's figure has 32 bits and begins again with each bucket or class. */
static void take(uint64_t *seen, uint64_t now, uint64_t *sum)
{
    *sum += now >= *seen ? now - *seen : now;
    *seen = now;
}

void vs_rate_take_drops(const struct vs_packet_store *store, struct vs_netlink *netlink,
                        struct vs_account *account)
{
    struct vs_tc_rate rate;
    if (account->ifindex && vs_tc_get_bucket(netlink, account->ifindex, &rate) == 0)
        take(&account->seen_in, rate.dropped, &account->rate_dropped);
    if (get_class(store, netlink, account->xid, &rate) == 0)
        take(&account->seen_out, rate.dropped, &account->rate_dropped);
}

void vs_rate_lift(const struct vs_packet_store *store, struct vs_netlink *netlink,
                  const struct vs_account *account)
{
    struct vs_packet_host host;
    if (vs_bpf_lookup(store->host, &ONLY, &host) < 0 || host.rate_device == 0)
        return;
    if (account->ifindex)
        vs_tc_remove_redirect(netlink, account->ifindex);
    vs_tc_remove_class(netlink, host.rate_device, VS_PACKET_CLASS(account->xid));
    (void)vs_netlink_send(netlink);
}

int vs_rate_clear(const struct vs_packet_store *store, struct vs_netlink *netlink)
{
    struct vs_packet_host host;
    int r = vs_bpf_lookup(store->host, &ONLY, &host);
    if (r < 0 || host.rate_device == 0)
        return r;
    const struct ifinfomsg device = {.ifi_index = (int)host.rate_device};
    vs_netlink_add(netlink, RTM_DELLINK, 0, &device, sizeof(device));
    vs_netlink_allow(netlink, -ENODEV);
    r = vs_netlink_send(netlink);
    host.rate_device = 0;
    return r < 0 ? r : vs_bpf_update(store->host, &ONLY, &host, BPF_ANY);
}

int vs_rate_probe(struct vs_netlink *netlink)
{
    static const char NAME[] = "vsrateprobe";
    uint32_t index;
    int r = make_device(netlink, NAME, "probe", &index);
    if (r == 0) {
        vs_tc_add_class(netlink, index, VS_PACKET_QDISC, VS_PACKET_CLASS(2), 8000000);
        r = vs_netlink_send(netlink);
    }
    remove_device(netlink, NAME);
    return unsupported(r);
}
