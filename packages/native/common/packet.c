#include "packet.h"
#include "bpf-call.h"
#include "bpf/packet.h"
#include "cleanup.h"
#include "kernel.h"
#include "packet-rate.h"
#include "packet-store.h"
#include "traffic-control.h"
#include <string.h>

#define RATES (VS_PACKET_RATE_IN | VS_PACKET_RATE_OUT)

int vs_packet_probe(void)
{
    cleanup_bpf struct vs_bpf_loaded loaded = VS_BPF_NONE_LOADED;
    return vs_bpf_object_open(&VS_BPF_PACKET, NULL, &loaded, NULL, 0);
}

int vs_packet_attach(const struct vs_layout_record *layout, struct vs_netlink *netlink,
                     uint32_t ifindex)
{
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    int r = vs_packet_store_open(layout, &store);
    if (r < 0)
        return r;
    vs_tc_add_hooks(netlink, ifindex);
    vs_tc_add_program(netlink, ifindex, VS_TC_INGRESS, "from_guest", store.from_guest);
    vs_tc_add_program(netlink, ifindex, VS_TC_EGRESS, "to_guest", store.to_guest);
    return vs_netlink_send(netlink);
}

static struct vs_packet_address to_key(const struct vs_address *address)
{
    struct vs_packet_address key = {{0}};
    if (address->family == 6)
        memcpy(key.words, address->bytes, 16);
    if (address->family == 4) {
        key.words[2] = htobe32(0xffff);
        memcpy(&key.words[3], address->bytes, 4);
    }
    return key;
}

static bool is_used(const struct vs_packet_address *address)
{
    static const struct vs_packet_address NONE = {{0}};
    return memcmp(address, &NONE, sizeof(NONE)) != 0;
}

/* Unless it is somebody else's by now. */
static void disown(const struct vs_packet_store *store, const struct vs_account *account,
                   const struct vs_packet_address *address)
{
    struct vs_packet_owner owner;
    if (is_used(address) && vs_bpf_lookup(store->owner, address, &owner) == 0 &&
        owner.xid == account->xid)
        (void)vs_bpf_delete(store->owner, address);
}

static void take_addresses(struct vs_account *account, const struct vs_packet_guest *guest)
{
    size_t count = 0;
    memset(account->addresses, 0, sizeof(account->addresses));
    for (uint32_t i = 0; i < guest->addresses_count && count < VS_ADDRESSES_MAX; i++)
        if (guest->addresses[i].family)
            account->addresses[count++] = to_key(&guest->addresses[i]);
}

static int own_all(const struct vs_packet_store *store, const struct vs_account *account)
{
    const struct vs_packet_owner owner = {account->xid, account->ifindex};
    int r = 0;
    for (int i = 0; r == 0 && i < VS_ADDRESSES_MAX; i++)
        if (is_used(&account->addresses[i]))
            r = vs_bpf_update(store->owner, &account->addresses[i], &owner, BPF_ANY);
    return r;
}

static bool has(const struct vs_account *account, const struct vs_packet_address *address)
{
    for (int i = 0; i < VS_ADDRESSES_MAX; i++)
        if (!memcmp(&account->addresses[i], address, sizeof(*address)))
            return true;
    return false;
}

/* The one it had before, when it ended without our help. */
static void drop_device(const struct vs_packet_store *store, const struct vs_account *account)
{
    struct vs_packet_device device;
    if (account->ifindex && vs_bpf_lookup(store->device, &account->ifindex, &device) == 0 &&
        device.xid == account->xid)
        (void)vs_bpf_delete(store->device, &account->ifindex);
}

static int put_device(const struct vs_packet_store *store, const struct vs_packet_guest *guest)
{
    struct vs_packet_device before = {0}, device = {
                                              .xid = guest->xid,
                                              .ifindex = guest->ifindex,
                                              .flags = guest->flags & ~RATES,
                                              .mtu = guest->mtu,
                                          };
    if (vs_bpf_lookup(store->device, &guest->ifindex, &before) == 0 && before.xid == guest->xid)
        device.flags |= before.flags & RATES;
    memcpy(device.guest_mac, guest->guest_mac, sizeof(device.guest_mac));
    memcpy(device.host_mac, guest->host_mac, sizeof(device.host_mac));
    return vs_bpf_update(store->device, &guest->ifindex, &device, BPF_ANY);
}

/* What it loses goes before what it gets comes. */
static int bind_device(const struct vs_packet_store *store, const struct vs_packet_guest *guest)
{
    struct vs_account before, after;
    struct vs_account old = {0};
    if (vs_account_get(store, guest->name, &old) < 0)
        old = (struct vs_account){0};
    int r = vs_account_open(store, guest->name, guest->xid, &before);
    if (r < 0)
        return r;
    after = before;
    take_addresses(&after, guest);
    for (int i = 0; i < VS_ADDRESSES_MAX; i++)
        if (old.xid != after.xid || !has(&after, &old.addresses[i]))
            disown(store, &old, &old.addresses[i]);
    if (old.ifindex != guest->ifindex) {
        drop_device(store, &old);
        after.seen_in = 0;
    }
    after.ifindex = guest->ifindex;
    r = vs_account_put(store, guest->name, &after);
    r = r < 0 ? r : put_device(store, guest);
    return r < 0 ? r : own_all(store, &after);
}

int vs_packet_bind(const struct vs_layout_record *layout, struct vs_packet_store *store,
                   const struct vs_packet_guest *guest)
{
    int r = vs_packet_store_open(layout, store);
    r = r < 0 ? r : bind_device(store, guest);
    vs_packet_store_unlock(store);
    return r;
}

int vs_packet_count(const struct vs_layout_record *layout, struct vs_packet_store *store,
                    const char *name, uint32_t xid)
{
    struct vs_account account;
    int r = vs_packet_store_open(layout, store);
    r = r < 0 ? r : vs_account_open(store, name, xid, &account);
    vs_packet_store_unlock(store);
    return r;
}

static int unbind(const struct vs_packet_store *store, struct vs_netlink *netlink, const char *name,
                  struct vs_account *account)
{
    vs_rate_take_drops(store, netlink, account);
    vs_rate_lift(store, netlink, account);
    for (int i = 0; i < VS_ADDRESSES_MAX; i++)
        disown(store, account, &account->addresses[i]);
    drop_device(store, account);
    memset(account->addresses, 0, sizeof(account->addresses));
    account->ifindex = 0;
    account->seen_in = account->seen_out = 0;
    return vs_account_put(store, name, account);
}

int vs_packet_unbind(const struct vs_layout_record *layout, struct vs_packet_store *store,
                     struct vs_netlink *netlink, const char *name)
{
    struct vs_account account;
    int r = vs_packet_store_find(layout, store);
    r = r < 0 ? r : vs_account_get(store, name, &account);
    r = r < 0 ? r : unbind(store, netlink, name, &account);
    vs_packet_store_unlock(store);
    return r == -ENOENT ? 0 : r;
}

int vs_packet_forget(const struct vs_layout_record *layout, struct vs_netlink *netlink,
                     const char *name)
{
    struct vs_account account;
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    int r = vs_packet_store_find(layout, &store);
    r = r < 0 ? r : vs_account_get(&store, name, &account);
    if (r < 0)
        return r == -ENOENT ? 0 : r;
    (void)unbind(&store, netlink, name, &account);
    return vs_account_remove(&store, name);
}

int vs_packet_flags(const struct vs_layout_record *layout, const char *name, uint32_t mask,
                    uint32_t flags)
{
    struct vs_account account;
    struct vs_packet_device device;
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    int r = vs_packet_store_find(layout, &store);
    r = r < 0 ? r : vs_account_get(&store, name, &account);
    r = r < 0 ? r : vs_bpf_lookup(store.device, &account.ifindex, &device);
    if (r < 0)
        return r;
    device.flags = (device.flags & ~mask) | (flags & mask);
    return vs_bpf_update(store.device, &account.ifindex, &device, BPF_EXIST);
}

int vs_packet_check(struct vs_netlink *netlink, uint32_t ifindex)
{
    int r = vs_tc_has_program(netlink, ifindex, VS_TC_INGRESS, "from_guest");
    return r < 0 ? r : vs_tc_has_program(netlink, ifindex, VS_TC_EGRESS, "to_guest");
}
