/* What a guest of the shared network may not make or set, because it would lead past its addresses.
 */
#include "shared-address.h"

LICENSE("Dual MIT/GPL");

#define RAW        3  /* SOCK_RAW */
#define E_PROTOCOL 93 /* EPROTONOSUPPORT: callers fall back, e.g. from MPTCP to TCP */

SEC("cgroup/sock_create") int create(struct bpf_sock *sk)
{
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid)
        return DENY;
    if (is_elsewhere(sk, guest)) {
        struct vs_shared_socket *socket = make_socket(sk);
        if (socket)
            socket->flags = SOCKET_ELSEWHERE;
        return socket ? ALLOW : DENY;
    }
    bool is_ping = sk->protocol == IPPROTO_ICMP || sk->protocol == 58 /* ICMPv6 */;
    if (sk->type == RAW) /* made for it by the supervisor, see notify-act.c */
        return is_ping && (guest->flags & VS_SHARED_RAW) ? ALLOW : DENY;
    if (sk->protocol == IPPROTO_TCP || sk->protocol == IPPROTO_UDP)
        return ALLOW;
    if (is_ping && (guest->flags & VS_SHARED_RAW))
        return ALLOW;
    return deny(is_ping ? 13 /* EACCES, as without ping_group_range */ : E_PROTOCOL);
}

#define LEVEL_SOCKET 1
#define LEVEL_IP     0
#define LEVEL_IPV6   41
#define SET(number)  (UINT64_C(1) << (number))
#define HAS(set, n)  ((n) < 64 && ((set) >> (n)&1))

/* Numbers of linux/in.h: options, header included, free bind, transparent, unicast interface. */
#define IP_REFUSED (SET(4) | SET(3) | SET(15) | SET(19) | SET(50))
/* Interface of multicast, and all that joins. */
#define IP_GROUPS                                                                                  \
    (SET(32) | SET(35) | SET(36) | SET(37) | SET(38) | SET(39) | SET(40) | SET(41) | SET(42) |     \
     SET(43) | SET(44) | SET(45) | SET(46) | SET(47) | SET(48))
/* Numbers of linux/in6.h: family, old options of a packet, next hop, header included, hop-by-hop,
 * routing and destination headers, anycast. */
#define IPV6_REFUSED                                                                               \
    (SET(1) | SET(6) | SET(9) | SET(36) | SET(54) | SET(55) | SET(57) | SET(59) | SET(27) | SET(28))
#define IPV6_GROUPS                                                                                \
    (SET(17) | SET(20) | SET(21) | SET(42) | SET(43) | SET(44) | SET(45) | SET(46) | SET(47) |     \
     SET(48))
#define IPV6_ONLY 26

INLINE bool is_refused(const struct vs_shared_config *guest, uint32_t level, uint32_t option)
{
    bool groups = guest->flags & VS_SHARED_MULTICAST;
    if (level == LEVEL_SOCKET) /* device by name and by number, mark, broadcast */
        return option == 25 || option == 62 || option == 36 || (option == 6 && !groups);
    if (level == LEVEL_IP)
        return HAS(IP_REFUSED, option) || (!groups && HAS(IP_GROUPS, option));
    if (level == LEVEL_IPV6) /* transparent, unicast interface, free bind */
        return HAS(IPV6_REFUSED, option) || (!groups && HAS(IPV6_GROUPS, option)) || option == 75 ||
               option == 76 || option == 78;
    return false;
}

INLINE void note_only6(struct bpf_sockopt *context)
{
    const int *value = context->optval;
    struct bpf_sock *sk = context->sk;
    if ((void *)(value + 1) > context->optval_end)
        return;
    struct vs_shared_socket *socket = make_socket(sk);
    if (!socket)
        return;
    if (*value)
        socket->flags |= SOCKET_V6ONLY;
    else
        socket->flags &= ~SOCKET_V6ONLY;
}

SEC("cgroup/setsockopt") int set_option(struct bpf_sockopt *context)
{
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid)
        return DENY;
    if (is_elsewhere(context, guest))
        return ALLOW;
    if (is_refused(guest, (uint32_t)context->level, (uint32_t)context->optname))
        return DENY;
    if (context->level == LEVEL_IPV6 && context->optname == IPV6_ONLY)
        note_only6(context);
    /* The kernel showed us one page of a longer value and wants to know that this is fine. */
    if (context->optval_end - context->optval < context->optlen)
        context->optlen = 0;
    return ALLOW;
}

/* Everybody's, though procfs lets the guest's root write some of them. */
SEC("cgroup/sysctl") int write_sysctl(struct bpf_sysctl *context)
{
    char name[8];
    if (!context->write)
        return ALLOW;
    (void)bpf_sysctl_get_name(context, name, sizeof(name), 0);
    return !(name[0] == 'n' && name[1] == 'e' && name[2] == 't' && name[3] == '/');
}
