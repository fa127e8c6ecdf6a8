/*
 * Datagrams of the shared network that name their destination, or their source (IP_PKTINFO): the
 * same as connect(2) does, for this one datagram.
 */
#include "shared-udp.h"
#include "shared-way.h"

LICENSE("Dual MIT/GPL");

/* The source that a datagram asks for; 0 = none. 0 or an error. */
INLINE int asked_source4(const struct vs_shared_config *guest, uint32_t *ip)
{
    if (*ip == 0 || is_own_loopback4(guest, *ip))
        return 0;
    if (is_loopback4(*ip)) {
        bool fits = can_be_mapped4(*ip) && guest->loop;
        *ip = to_loopback4(guest, *ip);
        return fits ? 0 : E_INVAL;
    }
    return owner4(*ip) == guest->xid ? 0 : E_INVAL;
}

/* It has a port by now, also one that was never bound; the answer comes to it. */
INLINE void note_own_port(struct bpf_sock_addr *context, const struct vs_shared_config *guest)
{
    struct bpf_sock *sk = context->sk;
    if (sk)
        note_port(guest->xid, (uint16_t)sk->src_port);
}

SEC("cgroup/sendmsg4") int sendmsg4(struct bpf_sock_addr *context)
{
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid)
        return deny(E_NET);
    if (is_elsewhere(context, guest))
        return ALLOW;
    uint32_t asked = context->user_ip4, ip = asked, source = context->msg_src_ip4;
    int error = asked_source4(guest, &source);
    error = error ? error : destination4(guest, &ip);
    if (error)
        return deny(error);
    ip = find_server4(context, guest, asked, ip);
    if (!source && !is_loopback4(ip))
        source = source4(guest, ip);
    context->user_ip4 = ip;
    context->msg_src_ip4 = source;
    note_own_port(context, guest);
    return ALLOW;
}

/* The kernel sends it as IPv4, and asks the hook for that. */
INLINE int send_mapped(struct bpf_sock_addr *context, const struct vs_shared_config *guest)
{
    uint32_t asked = context->user_ip6[3], ip = asked;
    int error = destination4(guest, &ip);
    if (error)
        return deny(error);
    context->user_ip6[3] = find_server4(context, guest, asked, ip);
    note_own_port(context, guest);
    return ALLOW;
}

SEC("cgroup/sendmsg6") int sendmsg6(struct bpf_sock_addr *context)
{
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid)
        return deny(E_NET);
    if (is_elsewhere(context, guest))
        return ALLOW;
    struct vs_shared_ip6 ip = user_ip6(context);
    if (is_mapped4(&ip))
        return send_mapped(context, guest);
    struct vs_shared_ip6 source = {{context->msg_src_ip6[0], context->msg_src_ip6[1],
                                    context->msg_src_ip6[2], context->msg_src_ip6[3]}};
    int error = destination6(guest, &ip);
    if (error)
        return deny(error);
    bool is_inside = is_same6(&ip, &guest->loopback6);
    if (is_one6(&source))
        source = guest->loopback6;
    /* A server for both families sits on a mapped address. */
    if (is_mapped4(&source))
        source = (struct vs_shared_ip6){{0}};
    if (is_any6(&source) && !is_inside)
        source = source6(guest, &ip);
    if (!is_any6(&source) && owner6(&source) != guest->xid)
        return deny(E_INVAL);
    note_own_port(context, guest);
    set_user_ip6(context, &ip);
    context->msg_src_ip6[0] = source.words[0];
    context->msg_src_ip6[1] = source.words[1];
    context->msg_src_ip6[2] = source.words[2];
    context->msg_src_ip6[3] = source.words[3];
    return ALLOW;
}
