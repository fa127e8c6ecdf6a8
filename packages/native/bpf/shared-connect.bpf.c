/*
 * connect(2) in the shared network: loopback addresses become the guest's own, and what goes
 * outside goes from one of its addresses.
 */
#include "shared-way.h"

LICENSE("Dual MIT/GPL");

/* For the kernel's sockaddr_in and sockaddr_in6, whose headers are not for this target. */
struct address4 {
    uint16_t family, port;
    uint32_t ip;
    uint8_t zeros[8];
};

struct address6 {
    uint16_t family, port;
    uint32_t flow;
    struct vs_shared_ip6 ip;
    uint32_t scope;
};

/* What stays without source is stopped at the packet. */
INLINE void bind_source4(struct bpf_sock_addr *context, const struct vs_shared_config *guest,
                         uint32_t to)
{
    struct address4 address = {.family = FAMILY4, .ip = source4(guest, to)};
    (void)bpf_bind(context, &address, sizeof(address));
}

/* Towards a loopback address the kernel takes the guest's own by itself: it is on `lo`. */
INLINE int connect_to4(struct bpf_sock_addr *context, const struct vs_shared_config *guest,
                       uint32_t *ip, bool is_bound)
{
    uint32_t asked = *ip;
    int error = destination4(guest, ip);
    if (error)
        return error;
    *ip = find_server4(context, guest, asked, *ip);
    if (!is_bound && !is_loopback4(*ip) && context->family == FAMILY4)
        bind_source4(context, guest, *ip);
    return 0;
}

SEC("cgroup/connect4") int connect4(struct bpf_sock_addr *context)
{
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid)
        return deny(E_NET);
    if (is_elsewhere(context, guest))
        return ALLOW;
    struct bpf_sock *sk = context->sk;
    uint32_t ip = context->user_ip4;
    int error = connect_to4(context, guest, &ip, sk && sk->src_ip4);
    if (error)
        return deny(error);
    context->user_ip4 = ip;
    return ALLOW;
}

/* A mapped source makes the socket one of IPv4, which is what it is about to be anyway. */
INLINE void bind_mapped(struct bpf_sock_addr *context, uint32_t ip)
{
    struct address6 address = {.family = FAMILY6, .ip = {{0, 0, HTONL(0xffff), ip}}};
    (void)bpf_bind(context, &address, sizeof(address));
}

INLINE int connect_mapped(struct bpf_sock_addr *context, const struct vs_shared_config *guest,
                          bool is_bound)
{
    uint32_t ip = context->user_ip6[3];
    int error = connect_to4(context, guest, &ip, is_bound);
    if (error)
        return deny(error);
    context->user_ip6[3] = ip;
    if (!is_bound && !is_loopback4(ip))
        bind_mapped(context, source4(guest, ip));
    return ALLOW;
}

SEC("cgroup/connect6") int connect6(struct bpf_sock_addr *context)
{
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid)
        return deny(E_NET);
    if (is_elsewhere(context, guest))
        return ALLOW;
    struct bpf_sock *sk = context->sk;
    bool is_bound = sk && (sk->src_ip6[0] | sk->src_ip6[1] | sk->src_ip6[2] | sk->src_ip6[3]) != 0;
    struct vs_shared_ip6 ip = user_ip6(context);
    if (is_mapped4(&ip))
        return connect_mapped(context, guest, is_bound);
    int error = destination6(guest, &ip);
    if (error)
        return deny(error);
    set_user_ip6(context, &ip);
    if (is_bound || is_same6(&ip, &guest->loopback6))
        return ALLOW;
    struct address6 address = {.family = FAMILY6, .ip = source6(guest, &ip)};
    (void)bpf_bind(context, &address, sizeof(address));
    return ALLOW;
}
