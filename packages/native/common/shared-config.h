/* What the programs of the shared network are told about one guest; addresses in network order. */
#pragma once
#include <stdint.h>

struct vs_shared_ip6 {
    uint32_t words[4];
};

/* VS_NET_* of protocol-network.h. */
#define VS_SHARED_PEERS     0x02u
#define VS_SHARED_RAW       0x04u
#define VS_SHARED_MULTICAST 0x08u

struct vs_shared_config {
    uint32_t xid;      /* 0: nothing is set, nothing is allowed */
    uint32_t flags;    /* VS_NET_* */
    uint64_t netns;    /* cookie of the host's; in namespaces of its own the guest is free */
    uint32_t primary4; /* 0 = it has none */
    uint32_t loop;     /* its 127.0.0.0/22 is this one of 127.0.0.0/8; 1..16383 */
    struct vs_shared_ip6 primary6;
    struct vs_shared_ip6 loopback6; /* what it knows as ::1 */
};

_Static_assert(sizeof(struct vs_shared_config) == 56, "no padding");
