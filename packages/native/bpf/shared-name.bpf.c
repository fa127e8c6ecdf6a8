/* The addresses a guest of the shared network is told: as it wrote them, not what they became. */
#include "shared-address.h"

LICENSE("Dual MIT/GPL");

#define STATE_CLOSED 7 /* TCP_CLOSE, also of datagram sockets that are not connected */
#define STATE_LISTEN 10

INLINE const struct vs_shared_config *guest_here(struct bpf_sock_addr *context)
{
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    return guest->xid && !is_elsewhere(context, guest) ? guest : NULL;
}

/* Of a peer or sender. */
INLINE uint32_t shown4(struct bpf_sock_addr *context, const struct vs_shared_config *guest,
                       uint32_t ip)
{
    if (is_own_loopback4(guest, ip))
        return from_loopback4(ip);
    if (ip != guest->primary4)
        return ip;
    struct bpf_sock *sk = context->sk;
    const struct vs_shared_socket *socket = socket_of(sk);
    bool was_asked = socket && socket->asked4 && socket->asked_port == context->user_port;
    return was_asked ? socket->asked4 : ip;
}

INLINE int show_peer4(struct bpf_sock_addr *context)
{
    const struct vs_shared_config *guest = guest_here(context);
    if (guest)
        context->user_ip4 = shown4(context, guest, context->user_ip4);
    return ALLOW;
}

INLINE int show_peer6(struct bpf_sock_addr *context)
{
    const struct vs_shared_config *guest = guest_here(context);
    struct vs_shared_ip6 ip = user_ip6(context);
    if (guest && is_mapped4(&ip)) {
        context->user_ip6[3] = shown4(context, guest, ip.words[3]);
    } else if (guest && is_same6(&ip, &guest->loopback6) && !is_any6(&ip)) {
        const struct vs_shared_ip6 one = {{0, 0, 0, HTONL(1)}};
        set_user_ip6(context, &one);
    }
    return ALLOW;
}

SEC("cgroup/recvmsg4") int recvmsg4(struct bpf_sock_addr *context)
{
    return show_peer4(context);
}

SEC("cgroup/recvmsg6") int recvmsg6(struct bpf_sock_addr *context)
{
    return show_peer6(context);
}

SEC("cgroup/getpeername4") int getpeername4(struct bpf_sock_addr *context)
{
    return show_peer4(context);
}

SEC("cgroup/getpeername6") int getpeername6(struct bpf_sock_addr *context)
{
    return show_peer6(context);
}

/* Sockets from accept(2) have their listener's mark and a real address. */
INLINE bool is_wild(struct bpf_sock_addr *context)
{
    struct bpf_sock *sk = context->sk;
    const struct vs_shared_socket *socket = socket_of(sk);
    return socket && (socket->flags & (SOCKET_WILD4 | SOCKET_WILD6)) &&
           (sk->state == STATE_LISTEN || sk->state == STATE_CLOSED);
}

SEC("cgroup/getsockname4") int getsockname4(struct bpf_sock_addr *context)
{
    const struct vs_shared_config *guest = guest_here(context);
    if (guest && is_wild(context))
        context->user_ip4 = 0;
    else if (guest && is_own_loopback4(guest, context->user_ip4))
        context->user_ip4 = from_loopback4(context->user_ip4);
    return ALLOW;
}

SEC("cgroup/getsockname6") int getsockname6(struct bpf_sock_addr *context)
{
    const struct vs_shared_config *guest = guest_here(context);
    struct vs_shared_ip6 ip = user_ip6(context);
    if (!guest)
        return ALLOW;
    if (is_wild(context)) {
        struct bpf_sock *sk = context->sk;
        const struct vs_shared_socket *socket = socket_of(sk);
        bool mapped = socket && (socket->flags & SOCKET_WILD4);
        const struct vs_shared_ip6 any = {{0, 0, mapped ? HTONL(0xffff) : 0, 0}};
        set_user_ip6(context, &any);
        return ALLOW;
    }
    if (is_mapped4(&ip) && is_own_loopback4(guest, ip.words[3]))
        context->user_ip6[3] = from_loopback4(ip.words[3]);
    else if (is_same6(&ip, &guest->loopback6) && !is_any6(&ip))
        context->user_ip6[0] = 0, context->user_ip6[1] = 0, context->user_ip6[2] = 0,
        context->user_ip6[3] = HTONL(1);
    return ALLOW;
}
