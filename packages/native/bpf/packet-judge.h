/*
 * Whether a guest may send a frame. Its link leads to the host alone and both ends know each other
 * from the start, so nearly nothing but its own addresses' packets has any business on it.
 * Sources: RFC 791, 826, 4861, 6980 (no neighbour discovery in fragments), 7113 (evading RA guard),
 * 1858 (tiny and overlapping fragments).
 */
#pragma once
#include "packet-frame.h"

enum judgement {
    FORGED, /* dropped and counted: nobody sends this by accident */
    IDLE,   /* dropped: for neighbours that are not there, as kernels send it by themselves */
    FAIR,
};

#define DHCP4_SERVER 67
#define DHCP4_CLIENT 68
#define DHCP6_SERVER 547
#define DHCP6_CLIENT 546
#define IGMP         2
#define MORE         0x2000
#define OFFSET       0x1fff

struct arp {
    struct ethhdr eth;
    uint16_t hardware, protocol;
    uint8_t hardware_size, protocol_size;
    uint16_t operation;
    uint8_t from_mac[6];
    uint32_t from;
    uint8_t to_mac[6];
    uint32_t to;
} __attribute__((packed));

#define GATEWAY4 HTONL(0xa9fe0001u) /* 169.254.0.1 */

/* A question for the host's end, or an answer to it. */
INLINE enum judgement judge_arp(struct __sk_buff *skb, const struct vs_packet_device *device)
{
    struct arp arp;
    if (bpf_skb_load_bytes(skb, 0, &arp, sizeof(arp)) < 0)
        return FORGED;
    if (arp.hardware != HTONS(1) || arp.protocol != HTONS(ETH_P_IP) || arp.hardware_size != 6 ||
        arp.protocol_size != 4 || !is_mac(arp.from_mac, device->guest_mac) || arp.to != GATEWAY4 ||
        !owns4(device, arp.from))
        return FORGED;
    bool is_answer = arp.operation == HTONS(2) && is_mac(arp.eth.h_dest, device->host_mac);
    return arp.operation == HTONS(1) || is_answer ? FAIR : FORGED;
}

INLINE bool is_server(struct __sk_buff *skb, uint32_t offset, uint16_t server, uint16_t client)
{
    struct ports ports;
    return bpf_skb_load_bytes(skb, offset, &ports, sizeof(ports)) < 0 ||
           (ports.from == HTONS(server) && ports.to == HTONS(client));
}

/* Pieces that would lie over the first one's header, or leave it incomplete, or end too late. */
INLINE bool is_bad_piece(uint32_t fragment, bool more, uint32_t length)
{
    uint32_t offset = fragment * 8;
    return (more && length < PIECE) || (offset && offset < PIECE) || offset + length > 65535;
}

INLINE enum judgement judge4(struct __sk_buff *skb, const struct vs_packet_device *device,
                             const struct frame *frame)
{
    const struct iphdr *ip = &frame->v4;
    uint32_t fragment = NTOHS(ip->frag_off), length = NTOHS(ip->tot_len) - sizeof(*ip);
    bool is_group = is_group4(ip->daddr);
    if (!owns4(device, ip->saddr) || ip->saddr == ip->daddr)
        return FORGED;
    if (ip->version != 4 || ip->ihl != 5)
        return ip->protocol == IGMP && is_group ? IDLE : FORGED;
    if (fragment & (MORE | OFFSET) && is_bad_piece(fragment & OFFSET, fragment & MORE, length))
        return FORGED;
    if (ip->protocol == IPPROTO_UDP && !(fragment & OFFSET) &&
        is_server(skb, PAYLOAD4, DHCP4_SERVER, DHCP4_CLIENT))
        return FORGED;
    if (is_group || is_local4(ip->daddr))
        return IDLE;
    return is_mac(frame->eth.h_dest, device->host_mac) ? FAIR : FORGED;
}

/* What a kernel says of itself on a new link: which groups it is in, who routes, is this taken. */
INLINE bool is_greeting(uint8_t type)
{
    return type == 131 || type == 132 || type == 143 || type == 133;
}

struct discovery {
    struct icmp6hdr icmp;
    struct vs_packet_address target;
};

/* Neighbours: asking for the host's end, and answering for own addresses. */
INLINE enum judgement judge_discovery(struct __sk_buff *skb, const struct vs_packet_device *device,
                                      const struct header6 *ip)
{
    struct discovery message;
    if (bpf_skb_load_bytes(skb, PAYLOAD6, &message, sizeof(message)) < 0 || ip->hop_limit != 255)
        return FORGED;
    if (message.icmp.icmp6_type == 136)
        return owns6(device, &message.target) && !is_group6(&ip->to) ? FAIR : FORGED;
    if (is_unspecified6(&ip->from)) /* looks for a double of its own address */
        return is_link_local6(&message.target) || owns6(device, &message.target) ? IDLE : FORGED;
    return is_gateway6(&message.target) ? FAIR : FORGED;
}

INLINE enum judgement judge_icmp6(struct __sk_buff *skb, const struct vs_packet_device *device,
                                  const struct header6 *ip)
{
    uint8_t type;
    bool is_own = !is_link_local6(&ip->from) && !is_unspecified6(&ip->from);
    if (bpf_skb_load_bytes(skb, PAYLOAD6, &type, sizeof(type)) < 0)
        return FORGED;
    if (type == 135 || type == 136)
        return judge_discovery(skb, device, ip);
    if (is_greeting(type))
        return is_group6(&ip->to) ? IDLE : FORGED;
    if (type == 130 || type == 134 || type == 137) /* a router's */
        return FORGED;
    return is_own ? FAIR : FORGED;
}

/* Reports of groups carry an option for routers: the only use of this header. */
INLINE enum judgement judge_options6(struct __sk_buff *skb, const struct header6 *ip)
{
    struct {
        uint8_t next, size, options[6], type;
    } header;
    if (bpf_skb_load_bytes(skb, PAYLOAD6, &header, sizeof(header)) < 0)
        return FORGED;
    bool is_report = header.next == IPPROTO_ICMPV6 && header.size == 0 && is_greeting(header.type);
    return is_report && is_group6(&ip->to) ? IDLE : FORGED;
}

INLINE bool hides(uint8_t next)
{
    return next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING || next == IPPROTO_FRAGMENT ||
           next == IPPROTO_DSTOPTS;
}

INLINE enum judgement judge_piece6(struct __sk_buff *skb, const struct header6 *ip)
{
    struct {
        uint8_t next, reserved;
        uint16_t offset;
        uint32_t id;
        uint8_t type;
    } piece;
    if (bpf_skb_load_bytes(skb, PAYLOAD6, &piece, sizeof(piece) - 3) < 0 || hides(piece.next))
        return FORGED;
    uint32_t offset = NTOHS(piece.offset), length = NTOHS(ip->payload_length) - 8;
    if (is_bad_piece(offset >> 3, offset & 1, length))
        return FORGED;
    if (offset >> 3)
        return FAIR;
    if (piece.next == IPPROTO_ICMPV6)
        return piece.type >= 130 && piece.type <= 143 ? FORGED : FAIR;
    return piece.next == IPPROTO_UDP && is_server(skb, PAYLOAD6 + 8, DHCP6_SERVER, DHCP6_CLIENT)
               ? FORGED
               : FAIR;
}

INLINE enum judgement judge_next6(struct __sk_buff *skb, const struct vs_packet_device *device,
                                  const struct header6 *ip)
{
    uint8_t hidden;
    switch (ip->next) {
    case IPPROTO_ICMPV6:
        return judge_icmp6(skb, device, ip);
    case IPPROTO_HOPOPTS:
        return judge_options6(skb, ip);
    case IPPROTO_ROUTING:
        return FORGED;
    case IPPROTO_FRAGMENT:
        return judge_piece6(skb, ip);
    case IPPROTO_DSTOPTS:
        if (bpf_skb_load_bytes(skb, PAYLOAD6, &hidden, sizeof(hidden)) < 0)
            return FORGED;
        return hides(hidden) || hidden == IPPROTO_ICMPV6 ? FORGED : FAIR;
    case IPPROTO_UDP:
        return is_server(skb, PAYLOAD6, DHCP6_SERVER, DHCP6_CLIENT) ? FORGED : FAIR;
    default:
        return FAIR;
    }
}

INLINE enum judgement judge6(struct __sk_buff *skb, const struct vs_packet_device *device,
                             const struct frame *frame)
{
    const struct header6 *ip = &frame->v6;
    bool is_own = owns6(device, &ip->from);
    bool is_link = is_link_local6(&ip->from) || is_unspecified6(&ip->from);
    bool is_talk = ip->next == IPPROTO_ICMPV6 || ip->next == IPPROTO_HOPOPTS;
    if (ip->start << 24 >> 28 != 6 || !(is_own || (is_link && is_talk)) ||
        is_same6(&ip->from, &ip->to))
        return FORGED;
    enum judgement next = judge_next6(skb, device, ip);
    if (next != FAIR)
        return next;
    if (is_group_mac(frame->eth.h_dest) ? !is_group6(&ip->to)
                                        : !is_mac(frame->eth.h_dest, device->host_mac))
        return FORGED;
    if (is_local6(&ip->to))
        return FORGED;
    if (ip->next == IPPROTO_ICMPV6 && (is_gateway_group6(&ip->to) || is_link_local6(&ip->to)))
        return FAIR;
    return is_group6(&ip->to) || is_link_local6(&ip->to) ? IDLE : FAIR;
}
