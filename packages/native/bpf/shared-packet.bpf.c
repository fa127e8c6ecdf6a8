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

/* A loopback address counts as its guest's own. */
INLINE uint32_t holder4(const struct vs_shared_config *guest, uint32_t ip)
{
    return is_own_loopback4(guest, ip) ? guest->xid : owner4(ip);
}

INLINE bool read_flow4(struct __sk_buff *skb, const struct vs_shared_config *guest,
                       struct flow *ret_flow)
{
    struct iphdr ip;
    if (bpf_skb_load_bytes(skb, 0, &ip, sizeof(ip)) < 0)
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
    if (bpf_skb_load_bytes(skb, 0, &ip, sizeof(ip)) < 0)
        return false;
    bool group = is_group6(&ip.to);
    ret_flow->from = owner6(&ip.from);
    ret_flow->to = group && (guest->flags & VS_SHARED_MULTICAST) ? guest->xid : owner6(&ip.to);
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

INLINE int judge(struct __sk_buff *skb, bool in)
{
    struct flow flow = {0};
    const struct vs_shared_config *guest = bpf_get_local_storage(&shared, 0);
    if (!guest->xid)
        return DROP;
    if (is_elsewhere(skb))
        return PASS;
    bool known = skb->protocol == HTONS(ETH_P_IP)     ? read_flow4(skb, guest, &flow)
                 : skb->protocol == HTONS(ETH_P_IPV6) ? read_flow6(skb, guest, &flow)
                                                      : false;
    uint32_t own = in ? flow.to : flow.from, other = in ? flow.from : flow.to;
    if (!known || flow.is_odd || own != guest->xid)
        return refuse(guest);
    if (other && other != guest->xid && !(guest->flags & VS_SHARED_PEERS))
        return refuse(guest);
    if (!flow.is_inside)
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
