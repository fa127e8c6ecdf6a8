/* Packets of the sockets of a guest in the shared network: from its addresses and to them only, and
 * counted. They stay the last word when a socket got past the hooks of system calls. */
#include "shared-socket.h"
#include "use.h"
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

LICENSE("Dual MIT/GPL");

enum { DROP = 0, PASS = 1 };

struct flow {
    uint32_t from, to; /* xid of the owners of its addresses; 0 = nobody's */
    bool is_inside;    /* never leaves the guest */
    bool is_odd;       /* options, groups, loopbacks that are not its own */
};

/* A loopback address counts as its guest's own; the address of nearly every packet needs no look
 * into the map. */
INLINE uint32_t holder4(const struct vs_shared_config *guest, uint32_t ip)
{
    bool is_own = is_own_loopback4(guest, ip) || (ip && ip == guest->primary4);
    return is_own ? guest->xid : owner4(ip);
}

INLINE uint32_t holder6(const struct vs_shared_config *guest, const struct vs_shared_ip6 *ip)
{
    bool is_own =
        !is_any6(ip) && (is_same6(ip, &guest->loopback6) || is_same6(ip, &guest->primary6));
    return is_own ? guest->xid : owner6(ip);
}

/* The kernel has the header in one piece, but for what nobody sends. */
INLINE bool read_header(struct __sk_buff *skb, void *ret_header, uint32_t size)
{
    const void *data = (const void *)(long)skb->data, *end = (const void *)(long)skb->data_end;
    if (data + size > end)
        return bpf_skb_load_bytes(skb, 0, ret_header, size) >= 0;
    __builtin_memcpy(ret_header, data, size);
    return true;
}

INLINE bool read_flow4(struct __sk_buff *skb, const struct vs_shared_config *guest,
                       struct flow *ret_flow)
{
    struct iphdr ip;
    if (!read_header(skb, &ip, sizeof(ip)))
        return false;
    bool group = is_group4(ip.daddr);
    ret_flow->from = holder4(guest, ip.saddr);
    ret_flow->to =
        group && (guest->flags & VS_SHARED_MULTICAST) ? guest->xid : holder4(guest, ip.daddr);
    ret_flow->is_inside = ret_flow->from == guest->xid && ret_flow->to == guest->xid && !group;
    ret_flow->is_odd = ip.ihl != 5 || (group && !(guest->flags & VS_SHARED_MULTICAST)) ||
                       (is_loopback4(ip.daddr) && ret_flow->to != guest->xid) ||
                       (is_loopback4(ip.saddr) && ret_flow->from != guest->xid);
    return true;
}

INLINE bool read_flow6(struct __sk_buff *skb, const struct vs_shared_config *guest,
                       struct flow *ret_flow)
{
    struct {
        uint32_t start[2];
        struct vs_shared_ip6 from, to;
    } ip;
    if (!read_header(skb, &ip, sizeof(ip)))
        return false;
    bool group = is_group6(&ip.to);
    ret_flow->from = holder6(guest, &ip.from);
    ret_flow->to =
        group && (guest->flags & VS_SHARED_MULTICAST) ? guest->xid : holder6(guest, &ip.to);
    ret_flow->is_inside = ret_flow->from == guest->xid && ret_flow->to == guest->xid && !group;
    uint8_t next = NTOHL(ip.start[1]) >> 8;
    /* Routing headers are not the guest's to choose. */
    ret_flow->is_odd = next == 43 || (group && !(guest->flags & VS_SHARED_MULTICAST)) ||

                       (is_same6(&ip.to, &guest->loopback6) && ret_flow->from != guest->xid) ||
                       (is_same6(&ip.from, &guest->loopback6) && ret_flow->to != guest->xid);
    return true;
}

INLINE void count(struct __sk_buff *skb, const struct vs_shared_config *guest, bool in)
{
    uint32_t xid = guest->xid;
    struct vs_network_counters *use = bpf_map_lookup_elem(&vs_use, &xid);
    if (!use)
        return;
    bool v4 = skb->protocol == HTONS(ETH_P_IP);
    struct vs_packet_count *one = in ? (v4 ? &use->in4 : &use->in6) : v4 ? &use->out4 : &use->out6;
    one->bytes += skb->len;
    one->packets += skb->gso_segs ? skb->gso_segs : 1;
}

INLINE int refuse(const struct vs_shared_config *guest)
{
    uint32_t xid = guest->xid;
    struct vs_network_counters *use = bpf_map_lookup_elem(&vs_use, &xid);
    if (use)
        use->spoofed++;
    return DROP;
}

/* Sockets of namespaces that the guest made: marked when they were. */
INLINE bool is_elsewhere(struct __sk_buff *skb)
{
    struct bpf_sock *sk = skb->sk;
    const struct vs_shared_socket *socket = socket_of(sk);
    return socket && (socket->flags & SOCKET_ELSEWHERE);
}

/* What is refused or counted here is so only in the host's namespace; the socket is asked last, for
 * what stays within the guest need not ask it. */
INLINE int judge(struct __sk_buff *skb, bool in)
{
    struct flow flow = {0};
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid)
        return DROP;
    bool known = skb->protocol == HTONS(ETH_P_IP)     ? read_flow4(skb, guest, &flow)
                 : skb->protocol == HTONS(ETH_P_IPV6) ? read_flow6(skb, guest, &flow)
                                                      : false;
    uint32_t own = in ? flow.to : flow.from, other = in ? flow.from : flow.to;
    bool is_good = known && !flow.is_odd && own == guest->xid &&
                   (!other || other == guest->xid || (guest->flags & VS_SHARED_PEERS));
    if ((is_good && flow.is_inside) || is_elsewhere(skb))
        return PASS;
    if (!is_good)
        return refuse(guest);
    count(skb, guest, in);
    return PASS;
}

SEC("cgroup_skb/ingress") int ingress(struct __sk_buff *skb)
{
    return judge(skb, true);
}

SEC("cgroup_skb/egress") int egress(struct __sk_buff *skb)
{
    return judge(skb, false);
}
