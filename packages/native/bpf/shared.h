/* What the programs of the shared network know of a guest and of its sockets. See docs/network.md.
 */
#pragma once
#include "../common/shared-config.h"
#include "kernel.h"

/* The kernel makes it, all zeros, with the first program attached: a zero xid owns nothing. */
MAP(vs_shared, BPF_MAP_TYPE_CGROUP_STORAGE, uint64_t, struct vs_shared_config, 0, 0);
/* Address -> xid, of every guest in the shared network. */
MAP(vs_owner4, BPF_MAP_TYPE_HASH, uint32_t, uint32_t, 65536, BPF_F_NO_PREALLOC);
MAP(vs_owner6, BPF_MAP_TYPE_HASH, struct vs_shared_ip6, uint32_t, 65536, BPF_F_NO_PREALLOC);

#define LOOP_NET       0x7f000000u /* 127.0.0.0/8 */
#define LOOP_MASK      0xff000000u
#define LOOP_WIDTH     0x000003ffu /* a guest has 127.0.0.0/22 of them */
#define LOOP_INDEX     0x00fffc00u
#define LOOP_SHIFT     10
#define IP4_MULTI      0xe0000000u
#define IP4_MULTI_MASK 0xf0000000u

INLINE bool is_loopback4(uint32_t ip)
{
    return (NTOHL(ip) & LOOP_MASK) == LOOP_NET;
}

/* Of what the guest calls 127.0.0.0/22; anything else of 127.0.0.0/8 it has not. */
INLINE bool has_loopback4(uint32_t ip)
{
    return (NTOHL(ip) & (LOOP_MASK | LOOP_INDEX)) == LOOP_NET;
}

INLINE bool is_own_loopback4(const struct vs_shared_config *guest, uint32_t ip)
{
    return (NTOHL(ip) & ~LOOP_WIDTH) == (LOOP_NET | guest->loop << LOOP_SHIFT);
}

INLINE uint32_t to_loopback4(const struct vs_shared_config *guest, uint32_t ip)
{
    return HTONL(NTOHL(ip) | guest->loop << LOOP_SHIFT);
}

INLINE uint32_t from_loopback4(uint32_t ip)
{
    return HTONL(NTOHL(ip) & ~LOOP_INDEX);
}

/* And the limited broadcast. */
INLINE bool is_group4(uint32_t ip)
{
    return (NTOHL(ip) & IP4_MULTI_MASK) == IP4_MULTI || ip == 0xffffffffu;
}

INLINE bool is_group6(const struct vs_shared_ip6 *ip)
{
    return (ip->words[0] & HTONL(0xff000000u)) == HTONL(0xff000000u);
}

INLINE bool is_same6(const struct vs_shared_ip6 *a, const struct vs_shared_ip6 *b)
{
    return a->words[0] == b->words[0] && a->words[1] == b->words[1] && a->words[2] == b->words[2] &&
           a->words[3] == b->words[3];
}

/* 0 when it is no guest's. */
INLINE uint32_t owner4(uint32_t ip)
{
    const uint32_t *xid = bpf_map_lookup_elem(&vs_owner4, &ip);
    return xid ? *xid : 0;
}

INLINE uint32_t owner6(const struct vs_shared_ip6 *ip)
{
    const uint32_t *xid = bpf_map_lookup_elem(&vs_owner6, ip);
    return xid ? *xid : 0;
}
