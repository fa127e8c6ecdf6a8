/* Headers of a frame on a guest's link, read in one go, and what their addresses are. */
#pragma once
#include "../common/packet-map.h"
#include "kernel.h"
#include <linux/icmpv6.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

MAP(vs_owner, BPF_MAP_TYPE_HASH, struct vs_packet_address, struct vs_packet_owner, 65536,
    BPF_F_NO_PREALLOC);
MAP(vs_device, BPF_MAP_TYPE_HASH, uint32_t, struct vs_packet_device, 32768, BPF_F_NO_PREALLOC);
MAP(vs_host, BPF_MAP_TYPE_ARRAY, uint32_t, struct vs_packet_host, 1, 0);

struct header6 {
    uint32_t start; /* version, class, label */
    uint16_t payload_length;
    uint8_t next, hop_limit;
    struct vs_packet_address from, to;
};

/* Read at once, from eth on. */
struct frame {
    uint16_t alignment;
    struct ethhdr eth;
    union {
        struct iphdr v4;
        struct header6 v6;
    };
};

#define PAYLOAD4 (sizeof(struct ethhdr) + sizeof(struct iphdr)) /* there are no options */
#define PAYLOAD6 (sizeof(struct ethhdr) + sizeof(struct header6))
#define PIECE                                                                                      \
    48 /* bytes any link carries at least, RFC 791; all pieces but the last are larger             \
        */

struct ports {
    uint16_t from, to;
};

INLINE bool is_mac(const uint8_t *a, const uint8_t *b)
{
    return a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3] && a[4] == b[4] &&
           a[5] == b[5];
}

INLINE bool is_group_mac(const uint8_t *mac)
{
    return mac[0] & 1;
}

/* 224.0.0.0/4 and 255.255.255.255 */
INLINE bool is_group4(uint32_t ip)
{
    return (NTOHL(ip) & 0xf0000000u) == 0xe0000000u || ip == 0xffffffffu;
}

/* Of this machine or link: 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16, and 240.0.0.0/4 */
INLINE bool is_local4(uint32_t ip)
{
    uint32_t host = NTOHL(ip);
    return host >> 24 == 0 || host >> 24 == 127 || host >> 16 == 0xa9fe || host >> 28 == 15;
}

INLINE bool is_group6(const struct vs_packet_address *ip)
{
    return (ip->words[0] & HTONL(0xff000000u)) == HTONL(0xff000000u);
}

INLINE bool is_link_local6(const struct vs_packet_address *ip)
{
    return (ip->words[0] & HTONL(0xffc00000u)) == HTONL(0xfe800000u);
}

/* ::, ::1, and IPv4 in any coat: what begins with 80 zeros */
INLINE bool is_local6(const struct vs_packet_address *ip)
{
    return !ip->words[0] && !ip->words[1] && !(ip->words[2] & HTONL(0xffff0000u));
}

INLINE bool is_unspecified6(const struct vs_packet_address *ip)
{
    return !ip->words[0] && !ip->words[1] && !ip->words[2] && !ip->words[3];
}

/* fe80::1, the host's end */
INLINE bool is_gateway6(const struct vs_packet_address *ip)
{
    return ip->words[0] == HTONL(0xfe800000u) && !ip->words[1] && !ip->words[2] &&
           ip->words[3] == HTONL(1);
}

/* ff02::1:ff00:1, where it is asked for */
INLINE bool is_gateway_group6(const struct vs_packet_address *ip)
{
    return ip->words[0] == HTONL(0xff020000u) && !ip->words[1] && ip->words[2] == HTONL(1) &&
           ip->words[3] == HTONL(0xff000001u);
}

INLINE bool is_same6(const struct vs_packet_address *a, const struct vs_packet_address *b)
{
    return a->words[0] == b->words[0] && a->words[1] == b->words[1] && a->words[2] == b->words[2] &&
           a->words[3] == b->words[3];
}

INLINE const struct vs_packet_owner *owner6(const struct vs_packet_address *ip)
{
    return bpf_map_lookup_elem(&vs_owner, ip);
}

INLINE const struct vs_packet_owner *owner4(uint32_t ip)
{
    const struct vs_packet_address mapped = {{0, 0, HTONL(0xffff), ip}};
    return owner6(&mapped);
}

INLINE bool owns4(const struct vs_packet_device *device, uint32_t ip)
{
    const struct vs_packet_owner *owner = owner4(ip);
    return owner && owner->xid == device->xid;
}

INLINE bool owns6(const struct vs_packet_device *device, const struct vs_packet_address *ip)
{
    const struct vs_packet_owner *owner = owner6(ip);
    return owner && owner->xid == device->xid;
}
