/*
 * Which listener of the shared network a connection is for. listen(2) puts the socket into a map
 * under its guest, port and address, or under "all addresses"; the lookup of a new connection goes
 * there first, and nowhere else when the address is a guest's.
 */
#include "shared-address.h"
#include "shared-listener.h"
#include "shared-udp.h"

LICENSE("Dual MIT/GPL");

/* Which guest has that part of 127.0.0.0/8: xid, 0 = nobody. */
MAP(shared_loop, BPF_MAP_TYPE_ARRAY, uint32_t, uint32_t, VS_SHARED_LOOPS, 0);

INLINE void add(struct bpf_sock_ops *context, struct vs_shared_listener *key)
{
#pragma unroll
    for (int slot = 0; slot < VS_SHARED_SLOTS; slot++) {
        key->slot = (uint8_t)slot;
        if (bpf_sock_hash_update(context, &shared_listener, key, BPF_NOEXIST) == 0)
            return;
    }
}

INLINE void add_any(struct bpf_sock_ops *context, struct vs_shared_listener *key, uint8_t family)
{
    key->family = family;
    key->address = (struct vs_shared_ip6){{0}};
    add(context, key);
}

INLINE void add_exact(struct bpf_sock_ops *context, struct vs_shared_listener *key)
{
    struct vs_shared_ip6 ip = {{context->local_ip6[0], context->local_ip6[1], context->local_ip6[2],
                                context->local_ip6[3]}};
    bool is4 = context->family == FAMILY4 || is_mapped4(&ip);
    key->family = is4 ? 4 : 6;
    key->address = is4 ? (struct vs_shared_ip6){{context->local_ip4}} : ip;
    if (is4 && context->family != FAMILY4)
        key->address.words[0] = ip.words[3];
    add(context, key);
}

SEC("sockops") int listening(struct bpf_sock_ops *context)
{
    if (context->op != BPF_SOCK_OPS_TCP_LISTEN_CB)
        return 1;
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid || is_elsewhere(context, guest))
        return 1;
    struct bpf_sock *sk = context->sk;
    const struct vs_shared_socket *socket = socket_of(sk);
    uint32_t flags = socket ? socket->flags : 0;
    struct vs_shared_listener key = {.xid = guest->xid, .port = (uint16_t)context->local_port};
    bool has4 = (flags & (SOCKET_WILD4 | SOCKET_DUAL)) ||
                ((flags & SOCKET_WILD6) && !(flags & SOCKET_V6ONLY) && guest->primary4);
    bool has6 = (flags & SOCKET_WILD6) && ((flags & SOCKET_DUAL) || !has4);
    if (has4)
        add_any(context, &key, 4);
    if (has6)
        add_any(context, &key, 6);
    if (!has4 && !has6)
        add_exact(context, &key);
    return 1;
}

INLINE bool choose(struct bpf_sk_lookup *context, struct vs_shared_listener *key)
{
#pragma unroll
    for (int slot = 0; slot < VS_SHARED_SLOTS; slot++) {
        key->slot = (uint8_t)slot;
        void *sk = bpf_map_lookup_elem(&shared_listener, key);
        if (!sk)
            continue;
        bool chosen = bpf_sk_assign(context, sk, 0) == 0;
        bpf_sk_release(sk);
        if (chosen)
            return true;
    }
    return false;
}

/* Of the guest that has the address. */
INLINE int choose_of(struct bpf_sk_lookup *context, struct vs_shared_listener *key)
{
    const struct vs_shared_ip6 any = {{0}};
    if (context->protocol == IPPROTO_UDP) {
        key->family |= DATAGRAM;
        key->address = any;
        return choose(context, key) || has_port(key->xid, key->port) ? SK_PASS : SK_DROP;
    }
    if (choose(context, key))
        return SK_PASS;
    key->address = any;
    return choose(context, key) ? SK_PASS : SK_DROP;
}

INLINE int lookup4(struct bpf_sk_lookup *context, struct vs_shared_listener *key)
{
    uint32_t ip = context->local_ip4, loop = loop_of(ip);
    if (is_loopback4(ip)) {
        const uint32_t *xid = bpf_map_lookup_elem(&shared_loop, &loop);
        key->xid = xid ? *xid : 0;
    } else {
        key->xid = owner4(ip);
    }
    key->family = 4;
    key->address.words[0] = ip;
    return key->xid ? choose_of(context, key) : SK_PASS;
}

INLINE int lookup6(struct bpf_sk_lookup *context, struct vs_shared_listener *key)
{
    struct vs_shared_ip6 ip = {{context->local_ip6[0], context->local_ip6[1], context->local_ip6[2],
                                context->local_ip6[3]}};
    key->xid = owner6(&ip);
    key->family = 6;
    key->address = ip;
    return key->xid ? choose_of(context, key) : SK_PASS;
}

/* Runs for connections that are new, and for datagrams of sockets that are not connected. */
SEC("sk_lookup") int lookup(struct bpf_sk_lookup *context)
{
    struct vs_shared_listener key = {.port = (uint16_t)context->local_port};
    return context->family == FAMILY4 ? lookup4(context, &key) : lookup6(context, &key);
}
