/* What the programs of the shared network are told; for bpf/ and common/ alike. Addresses are in
 * network order. */
#pragma once
#include <stdint.h>

struct vs_shared_ip6 {
    uint32_t words[4];
};

/* VS_NET_* of protocol-network.h. */
#define VS_SHARED_PEERS     0x02u
#define VS_SHARED_RAW       0x04u
#define VS_SHARED_MULTICAST 0x08u

/* Of one guest; the kernel makes it, all zeros, with the first program on the guest's group. */
struct vs_shared_config {
    uint32_t xid;      /* 0: nothing is set, nothing is allowed */
    uint32_t flags;    /* VS_SHARED_* */
    uint64_t netns;    /* cookie of the host's; in namespaces of its own the guest is free */
    uint32_t primary4; /* 0 = it has none */
    uint32_t loop;     /* its 127.0.0.0/22 is this one of 127.0.0.0/8 */
    struct vs_shared_ip6 primary6;
    struct vs_shared_ip6 loopback6; /* what it knows as ::1 */
};

#define VS_SHARED_LOOPS 16384 /* of /22 in 127.0.0.0/8; 0 is the host's */

/* Key of the maps of sources: which own address a guest sends from, by the longest prefix. */
struct vs_shared_source4 {
    uint32_t prefix; /* of the two that follow, in bits */
    uint32_t xid, to;
};

struct vs_shared_source6 {
    uint32_t prefix;
    uint32_t xid;
    struct vs_shared_ip6 to;
};

/* Key of the map of listeners. */
struct vs_shared_listener {
    uint32_t xid;
    uint16_t port;
    uint8_t family;               /* 4 or 6, of the connection */
    uint8_t slot;                 /* several workers may listen on one port */
    struct vs_shared_ip6 address; /* IPv4 in the first word; zeros = all of the guest's */
};

#define VS_SHARED_SLOTS 4

/* Key of the map of datagram sockets that were bound to all addresses of a guest; the value counts
 * how often. */
struct vs_shared_server {
    uint32_t xid;
    uint32_t port;
};

/* What shared-sync.bpf.c is run with. */
struct vs_shared_request {
    uint32_t xid;
    uint16_t port;
    uint16_t reserved;
    uint32_t primary4;
    struct vs_shared_ip6 primary6;
};

_Static_assert(sizeof(struct vs_shared_config) == 56, "no padding");
_Static_assert(sizeof(struct vs_shared_listener) == 24, "no padding");
