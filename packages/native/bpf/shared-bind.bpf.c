/*
 * bind(2) in the shared network: to the guest's own addresses. "All addresses" becomes its first
 * one, so that every guest can have the port, and is remembered with the socket; listeners are then
 * found by shared-listen.bpf.c.
 */
#include "shared-address.h"
#include "shared-udp.h"

LICENSE("Dual MIT/GPL");

INLINE int remember(struct bpf_sock_addr *context, uint32_t flags)
{
    struct bpf_sock *sk = context->sk;
    struct vs_shared_socket *socket = make_socket(sk);
    if (!socket)
        return deny(12 /* ENOMEM */);
    socket->flags |= flags;
    return ALLOW_LOW_PORT;
}

/* What the socket is to be bound to instead; false: it is not the guest's. */
INLINE bool place4(const struct vs_shared_config *guest, uint32_t *ip)
{
    if (*ip == 0) {
        *ip = guest->primary4;
        return *ip != 0;
    }
    if (is_loopback4(*ip)) {
        bool fits = can_be_mapped4(*ip) && guest->loop;
        *ip = to_loopback4(guest, *ip);
        return fits;
    }
    if (is_group4(*ip))
        return guest->flags & VS_SHARED_MULTICAST;
    return owner4(*ip) == guest->xid;
}

SEC("cgroup/bind4") int bind4(struct bpf_sock_addr *context)
{
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid)
        return deny(E_NOADDR);
    if (is_elsewhere(context, guest))
        return ALLOW;
    uint32_t asked = context->user_ip4, ip = asked;
    if (!place4(guest, &ip))
        return deny(E_NOADDR);
    context->user_ip4 = ip;
    return asked ? ALLOW_LOW_PORT : remember(context, SOCKET_WILD4);
}

/* A socket on a plain IPv6 address would be for IPv6 alone from then on. */
INLINE int bind_any6(struct bpf_sock_addr *context, const struct vs_shared_config *guest)
{
    struct bpf_sock *sk = context->sk;
    const struct vs_shared_socket *socket = socket_of(sk);
    bool only6 = socket && (socket->flags & SOCKET_V6ONLY);
    bool has6 = !is_any6(&guest->primary6);
    if (!only6 && guest->primary4) {
        set_mapped4(context, guest->primary4);
        return remember(context, has6 ? SOCKET_WILD6 | SOCKET_DUAL : SOCKET_WILD6);
    }
    if (!has6)
        return deny(E_NOADDR);
    struct vs_shared_ip6 first = guest->primary6;
    set_user_ip6(context, &first);
    return remember(context, SOCKET_WILD6);
}

INLINE int bind_mapped(struct bpf_sock_addr *context, const struct vs_shared_config *guest)
{
    uint32_t asked = context->user_ip6[3], ip = asked;
    if (!place4(guest, &ip))
        return deny(E_NOADDR);
    context->user_ip6[3] = ip;
    return asked ? ALLOW_LOW_PORT : remember(context, SOCKET_WILD4);
}

SEC("cgroup/bind6") int bind6(struct bpf_sock_addr *context)
{
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid)
        return deny(E_NOADDR);
    if (is_elsewhere(context, guest))
        return ALLOW;
    struct vs_shared_ip6 ip = user_ip6(context);
    if (is_mapped4(&ip))
        return bind_mapped(context, guest);
    /* Whoever only sends has its source chosen for each datagram. */
    if (is_any6(&ip) && context->type != STREAM && context->user_port == 0)
        return ALLOW_LOW_PORT;
    if (is_any6(&ip))
        return bind_any6(context, guest);
    if (is_one6(&ip)) {
        struct vs_shared_ip6 own = guest->loopback6;
        set_user_ip6(context, &own);
        return is_any6(&own) ? deny(E_NOADDR) : ALLOW_LOW_PORT;
    }
    if (is_same6(&ip, &guest->loopback6))
        return deny(E_NOADDR); /* it is ::1 to the guest */
    if (is_group6(&ip) && (guest->flags & VS_SHARED_MULTICAST))
        return ALLOW_LOW_PORT;
    return owner6(&ip) == guest->xid ? ALLOW_LOW_PORT : deny(E_NOADDR);
}

INLINE void note(const struct vs_shared_config *guest, struct bpf_sock *sk)
{
    if (sk->type == STREAM)
        return;
    note_port(guest->xid, (uint16_t)sk->src_port);
    const struct vs_shared_socket *socket = socket_of(sk);
    if (!socket || !(socket->flags & (SOCKET_WILD4 | SOCKET_WILD6)))
        return;
    const struct vs_shared_server key = {guest->xid, sk->src_port};
    uint32_t times = 1;
    const uint32_t *before = bpf_map_lookup_elem(&shared_server, &key);
    if (before)
        times = *before + 1;
    (void)bpf_map_update_elem(&shared_server, &key, &times, BPF_ANY);
}

/* What got past the above by whatever way. */
INLINE bool is_own4(const struct vs_shared_config *guest, uint32_t ip)
{
    if (is_group4(ip))
        return guest->flags & VS_SHARED_MULTICAST;
    return is_own_loopback4(guest, ip) || owner4(ip) == guest->xid;
}

INLINE bool is_own6(const struct vs_shared_config *guest, const struct vs_shared_ip6 *ip,
                    uint32_t type)
{
    if (is_any6(ip))
        return type != STREAM;
    if (is_mapped4(ip))
        return is_own4(guest, ip->words[3]);
    if (is_group6(ip))
        return guest->flags & VS_SHARED_MULTICAST;
    return owner6(ip) == guest->xid;
}

SEC("cgroup/post_bind4") int post_bind4(struct bpf_sock *sk)
{
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid)
        return DENY;
    if (is_elsewhere(sk, guest))
        return ALLOW;
    if (!is_own4(guest, sk->src_ip4))
        return DENY;
    note(guest, sk);
    return ALLOW;
}

SEC("cgroup/post_bind6") int post_bind6(struct bpf_sock *sk)
{
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid)
        return DENY;
    if (is_elsewhere(sk, guest))
        return ALLOW;
    const struct vs_shared_ip6 ip = {
        {sk->src_ip6[0], sk->src_ip6[1], sk->src_ip6[2], sk->src_ip6[3]}};
    if (!is_own6(guest, &ip, sk->type))
        return DENY;
    note(guest, sk);
    return ALLOW;
}
