/* Where what a guest sends goes, and which of its addresses it goes from. */
#pragma once
#include "shared-address.h"

MAP(shared_source4, BPF_MAP_TYPE_LPM_TRIE, struct vs_shared_source4, uint32_t, 65536,
    BPF_F_NO_PREALLOC);
MAP(shared_source6, BPF_MAP_TYPE_LPM_TRIE, struct vs_shared_source6, struct vs_shared_ip6, 65536,
    BPF_F_NO_PREALLOC);

INLINE uint32_t source4(const struct vs_shared_config *guest, uint32_t to)
{
    const struct vs_shared_source4 key = {64, guest->xid, to};
    const uint32_t *source = bpf_map_lookup_elem(&shared_source4, &key);
    return source ? *source : guest->primary4;
}

INLINE struct vs_shared_ip6 source6(const struct vs_shared_config *guest,
                                    const struct vs_shared_ip6 *to)
{
    const struct vs_shared_source6 key = {160, guest->xid, *to};
    const struct vs_shared_ip6 *source = bpf_map_lookup_elem(&shared_source6, &key);
    return source ? *source : guest->primary6;
}

INLINE bool may_reach(const struct vs_shared_config *guest, uint32_t owner)
{
    return !owner || owner == guest->xid || (guest->flags & VS_SHARED_PEERS);
}

/* The real address behind one that the guest wrote; 0 or an error. */
INLINE int destination4(const struct vs_shared_config *guest, uint32_t *ip)
{
    if (*ip == 0)
        *ip = HTONL(LOOP_NET | 1); /* as connect(2) has it */
    if (is_loopback4(*ip)) {
        bool fits = can_be_mapped4(*ip) && guest->loop;
        *ip = to_loopback4(guest, *ip);
        return fits ? 0 : E_NET;
    }
    if (!guest->primary4)
        return E_NET;
    if (is_group4(*ip))
        return guest->flags & VS_SHARED_MULTICAST ? 0 : E_NET;
    return may_reach(guest, owner4(*ip)) ? 0 : E_HOST;
}

INLINE int destination6(const struct vs_shared_config *guest, struct vs_shared_ip6 *ip)
{
    bool is_one = is_any6(ip) || is_one6(ip);
    if (is_one)
        *ip = guest->loopback6;
    if (is_any6(ip))
        return E_NET;
    if (is_one)
        return 0;
    if (is_any6(&guest->primary6) || is_same6(ip, &guest->loopback6))
        return E_NET;
    if (is_group6(ip))
        return guest->flags & VS_SHARED_MULTICAST ? 0 : E_NET;
    return may_reach(guest, owner6(ip)) ? 0 : E_HOST;
}

INLINE bool is_at4(struct bpf_sock_addr *context, uint32_t ip, uint16_t port)
{
    struct bpf_sock_tuple at = {.ipv4 = {.daddr = ip, .dport = port}};
    struct bpf_sock *sk =
        bpf_sk_lookup_udp(context, &at, sizeof(at.ipv4), (uint64_t)BPF_F_CURRENT_NETNS, 0);
    if (!sk)
        return false;
    bool found = sk->src_ip4 == ip; /* also of an IPv6 socket on a mapped address */
    bpf_sk_release(sk);
    return found;
}

/*
 * A datagram to a loopback address on which nobody listens, while a server for "all addresses"
 * does: that one sits on the guest's first address. What the guest asked for is remembered, for the
 * answer.
 */
INLINE uint32_t find_server4(struct bpf_sock_addr *context, const struct vs_shared_config *guest,
                             uint32_t asked, uint32_t ip)
{
    uint16_t port = (uint16_t)context->user_port;
    if (!is_own_loopback4(guest, ip) || context->type == STREAM || is_at4(context, ip, port) ||
        !is_at4(context, guest->primary4, port))
        return ip;
    struct bpf_sock *sk = context->sk;
    struct vs_shared_socket *socket = make_socket(sk);
    if (!socket)
        return ip;
    socket->asked4 = asked;
    socket->asked_port = port;
    return guest->primary4;
}
