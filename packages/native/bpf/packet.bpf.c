/* On the host's end of a guest's link, and on the uplink. See docs/architecture.md. */
#include "packet-judge.h"
#include "use.h"
#include <linux/pkt_cls.h>

LICENSE("Dual MIT/GPL");

#define TTL_OFFSET  (sizeof(struct ethhdr) + 8) /* with the protocol and the checksum after it */
#define HOPS_OFFSET (sizeof(struct ethhdr) + 7)
#define MACS        12

INLINE bool read_frame(struct __sk_buff *skb, struct frame *ret_frame)
{
    if (skb->protocol == HTONS(ETH_P_IP))
        return bpf_skb_load_bytes(skb, 0, &ret_frame->eth, PAYLOAD4) == 0;
    if (skb->protocol == HTONS(ETH_P_IPV6))
        return bpf_skb_load_bytes(skb, 0, &ret_frame->eth, PAYLOAD6) == 0;
    return bpf_skb_load_bytes(skb, 0, &ret_frame->eth, sizeof(ret_frame->eth)) == 0;
}

INLINE struct vs_network_counters *use_of(const struct vs_packet_device *device)
{
    uint32_t xid = device->xid;
    return bpf_map_lookup_elem(&vs_use, &xid);
}

/* As the interface counts: with the link's header; a large segment as the packets it becomes. */
INLINE void count(const struct __sk_buff *skb, struct vs_packet_count *to)
{
    to->bytes += skb->len;
    to->packets += skb->gso_segs ? skb->gso_segs : 1;
}

INLINE const struct vs_packet_host *host_link(void)
{
    uint32_t only = 0;
    return bpf_map_lookup_elem(&vs_host, &only);
}

/* Whose packet it is going to be; NULL when it is no guest's. */
INLINE const struct vs_packet_device *receiver(const struct __sk_buff *skb,
                                               const struct frame *frame)
{
    const struct vs_packet_owner *owner =
        skb->protocol == HTONS(ETH_P_IP) ? owner4(frame->v4.daddr) : owner6(&frame->v6.to);
    if (!owner)
        return NULL;
    uint32_t ifindex = owner->ifindex;
    const struct vs_packet_device *device = bpf_map_lookup_elem(&vs_device, &ifindex);
    return device && device->xid == owner->xid ? device : NULL;
}

/* The host's stack answers what has come to its end of hops or does not fit. */
INLINE bool can_shorten(const struct __sk_buff *skb, const struct frame *frame, uint32_t mtu,
                        const struct vs_packet_device *to)
{
    const struct vs_packet_host *host = host_link();
    bool is4 = skb->protocol == HTONS(ETH_P_IP);
    if (!host || !(host->flags & VS_PACKET_FAST) || (is4 && frame->v4.ihl != 5))
        return false;
    if ((is4 ? frame->v4.ttl : frame->v6.hop_limit) <= 1)
        return false;
    return skb->gso_size ? mtu <= to->mtu : skb->len - sizeof(struct ethhdr) <= to->mtu;
}

/* One hop less; RFC 1624 for the checksum. */
INLINE long age4(struct __sk_buff *skb, const struct iphdr *ip)
{
    struct {
        uint8_t ttl, protocol;
        uint16_t check;
    } part = {ip->ttl - 1, ip->protocol, 0};
    uint32_t sum = ip->check + (uint32_t)HTONS(0x0100);
    part.check = sum + (sum >= 0xffff);
    return bpf_skb_store_bytes(skb, TTL_OFFSET, &part, sizeof(part), 0);
}

INLINE long age6(struct __sk_buff *skb, const struct header6 *ip)
{
    uint8_t hops = ip->hop_limit - 1;
    return bpf_skb_store_bytes(skb, HOPS_OFFSET, &hops, sizeof(hops), BPF_F_RECOMPUTE_CSUM);
}

/* Into the receiver's namespace, without the host's stack and without waiting for another turn. */
INLINE int shorten(struct __sk_buff *skb, const struct frame *frame,
                   const struct vs_packet_device *to)
{
    uint8_t macs[MACS];
    struct vs_network_counters *use = use_of(to);
    if (!use)
        return TC_ACT_SHOT;
    bool is4 = skb->protocol == HTONS(ETH_P_IP);
    __builtin_memcpy(macs, to->guest_mac, 6);
    __builtin_memcpy(macs + 6, to->host_mac, 6);
    if ((is4 ? age4(skb, &frame->v4) : age6(skb, &frame->v6)) < 0 ||
        bpf_skb_store_bytes(skb, 0, macs, sizeof(macs), 0) < 0)
        return TC_ACT_SHOT;
    count(skb, is4 ? &use->in4 : &use->in6);
    return (int)bpf_redirect_peer(to->ifindex, 0);
}

INLINE enum judgement judge(struct __sk_buff *skb, const struct vs_packet_device *device,
                            const struct frame *frame)
{
    if (skb->vlan_present || !is_mac(frame->eth.h_source, device->guest_mac))
        return FORGED;
    switch (skb->protocol) {
    case HTONS(ETH_P_IP):
        return judge4(skb, device, frame);
    case HTONS(ETH_P_IPV6):
        return judge6(skb, device, frame);
    case HTONS(ETH_P_ARP):
        return judge_arp(skb, device);
    default:
        return FORGED;
    }
}

/* The filter after this program sends it through the class of its number on the instance's device for
 * that, and it comes back past both. Not bpf_redirect(): until Linux 6.2 an ifb drops what comes so. */
INLINE int slow_down(struct __sk_buff *skb, const struct vs_packet_device *device)
{
    const struct vs_packet_host *host = host_link();
    if (!host || !host->rate_device)
        return TC_ACT_SHOT;
    skb->priority = VS_PACKET_CLASS(device->xid);
    return TC_ACT_UNSPEC;
}

#define OUT_SLOW (VS_PACKET_NAT | VS_PACKET_FIREWALL | VS_PACKET_RATE_OUT | VS_PACKET_SLOW)
#define IN_SLOW  (VS_PACKET_NAT | VS_PACKET_FIREWALL | VS_PACKET_RATE_IN | VS_PACKET_SLOW)

INLINE int pass_on(struct __sk_buff *skb, const struct vs_packet_device *device,
                   const struct frame *frame)
{
    const struct vs_packet_device *to = NULL;
    if (skb->protocol != HTONS(ETH_P_ARP))
        to = receiver(skb, frame);
    bool is_peer = to && to->xid != device->xid;
    if (is_peer && (device->flags | to->flags) & VS_PACKET_NO_PEERS)
        return TC_ACT_SHOT;
    if (device->flags & VS_PACKET_RATE_OUT)
        return slow_down(skb, device);
    if (is_peer && !(device->flags & OUT_SLOW) && !(to->flags & IN_SLOW) &&
        can_shorten(skb, frame, device->mtu, to))
        return shorten(skb, frame, to);
    return TC_ACT_OK;
}

/* A device that is nobody's yet passes nothing. */
SEC("tc") int from_guest(struct __sk_buff *skb)
{
    struct frame frame = {0};
    uint32_t ifindex = skb->ifindex;
    const struct vs_packet_device *device = bpf_map_lookup_elem(&vs_device, &ifindex);
    struct vs_network_counters *use = device ? use_of(device) : NULL;
    if (!use)
        return TC_ACT_SHOT;
    enum judgement judgement = read_frame(skb, &frame) ? judge(skb, device, &frame) : FORGED;
    if (judgement == FORGED) {
        use->spoofed++;
        return TC_ACT_SHOT;
    }
    count(skb, skb->protocol == HTONS(ETH_P_IPV6) ? &use->out6 : &use->out4);
    return judgement == FAIR ? pass_on(skb, device, &frame) : TC_ACT_SHOT;
}

SEC("tc") int to_guest(struct __sk_buff *skb)
{
    uint32_t ifindex = skb->ifindex;
    const struct vs_packet_device *device = bpf_map_lookup_elem(&vs_device, &ifindex);
    struct vs_network_counters *use = device ? use_of(device) : NULL;
    if (!use)
        return TC_ACT_SHOT;
    count(skb, skb->protocol == HTONS(ETH_P_IPV6) ? &use->in6 : &use->in4);
    return TC_ACT_OK;
}

/* What is no guest's, or has to be seen by the host, goes on to whatever else is on the uplink. */
SEC("tc") int from_uplink(struct __sk_buff *skb)
{
    struct frame frame = {0};
    const struct vs_packet_host *host = host_link();
    bool is_ip = skb->protocol == HTONS(ETH_P_IP) || skb->protocol == HTONS(ETH_P_IPV6);
    if (!host || !(host->flags & VS_PACKET_FAST) || !is_ip ||
        skb->pkt_type != 0 /* to the host */ || skb->vlan_present || !read_frame(skb, &frame))
        return TC_ACT_UNSPEC;
    const struct vs_packet_device *to = receiver(skb, &frame);
    const struct vs_packet_owner *from =
        skb->protocol == HTONS(ETH_P_IP) ? owner4(frame.v4.saddr) : owner6(&frame.v6.from);
    if (!to || from || to->flags & IN_SLOW || !can_shorten(skb, &frame, host->uplink_mtu, to))
        return TC_ACT_UNSPEC;
    return shorten(skb, &frame, to);
}
