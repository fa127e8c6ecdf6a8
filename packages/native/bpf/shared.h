/* What the programs of the shared network have in common. See docs/network.md. */
#pragma once
#include "../common/shared-config.h"
#include "kernel.h"

MAP(shared, BPF_MAP_TYPE_CGROUP_STORAGE, uint64_t, struct vs_shared_config, 0, 0);
/* Address -> xid, of every guest in the shared network. */
MAP(shared_owner4, BPF_MAP_TYPE_HASH, uint32_t, uint32_t, 65536, BPF_F_NO_PREALLOC);
MAP(shared_owner6, BPF_MAP_TYPE_HASH, struct vs_shared_ip6, uint32_t, 65536, BPF_F_NO_PREALLOC);

#define LOOP_NET   0x7f000000u
#define LOOP_MASK  0xff000000u
#define LOOP_INDEX 0x00fffc00u /* of the guest, in its real loopback addresses */
#define LOOP_SHIFT 10

INLINE bool is_loopback4(uint32_t ip)
{
    return (NTOHL(ip) & LOOP_MASK) == LOOP_NET;
}

INLINE uint32_t loop_of(uint32_t ip)
{
    return (NTOHL(ip) & LOOP_INDEX) >> LOOP_SHIFT;
}

INLINE bool is_own_loopback4(const struct vs_shared_config *guest, uint32_t ip)
{
    return guest->loop && is_loopback4(ip) && loop_of(ip) == guest->loop;
}

/* As the guest writes it; only 127.0.0.0/22 of it can be told apart by guest. */
INLINE bool can_be_mapped4(uint32_t ip)
{
    return is_loopback4(ip) && loop_of(ip) == 0;
}

INLINE uint32_t to_loopback4(const struct vs_shared_config *guest, uint32_t ip)
{
    return HTONL(NTOHL(ip) | guest->loop << LOOP_SHIFT);
}

INLINE uint32_t from_loopback4(uint32_t ip)
{
    return HTONL(NTOHL(ip) & ~LOOP_INDEX);
}

/* Multicast, and broadcast to whoever hears it. */
INLINE bool is_group4(uint32_t ip)
{
    return (NTOHL(ip) & 0xf0000000u) == 0xe0000000u || ip == 0xffffffffu;
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

INLINE bool is_any6(const struct vs_shared_ip6 *ip)
{
    return !(ip->words[0] | ip->words[1] | ip->words[2] | ip->words[3]);
}

INLINE bool is_one6(const struct vs_shared_ip6 *ip)
{
    return !(ip->words[0] | ip->words[1] | ip->words[2]) && ip->words[3] == HTONL(1);
}

INLINE bool is_mapped4(const struct vs_shared_ip6 *ip)
{
    return !(ip->words[0] | ip->words[1]) && ip->words[2] == HTONL(0xffff);
}

/* 0 when it is no guest's. */
INLINE uint32_t owner4(uint32_t ip)
{
    const uint32_t *xid = bpf_map_lookup_elem(&shared_owner4, &ip);
    return xid ? *xid : 0;
}

INLINE uint32_t owner6(const struct vs_shared_ip6 *ip)
{
    const uint32_t *xid = bpf_map_lookup_elem(&shared_owner6, ip);
    return xid ? *xid : 0;
}
