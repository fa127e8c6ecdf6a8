/* The network of a guest: which stack it has, its addresses, what is let through, what it has used.
 * Part of protocol.h. */
#pragma once
#include <stdint.h>

#define VS_ADDRESSES_MAX   16
#define VS_NAMESERVERS_MAX 3
#define VS_RULES_MAX       64
#define VS_FORWARDS_MAX    32
#define VS_DEVICE_SIZE     16 /* IFNAMSIZ */

enum vs_network_mode {
    VS_NETWORK_NONE = 0,    /* a namespace of its own with its loopback alone */
    VS_NETWORK_PRIVATE = 1, /* a namespace of its own, joined to the host's */
    VS_NETWORK_SHARED = 2,  /* the host's stack, confined to the guest's addresses */
};

/* How a private network is joined to the host's; 0 in the other modes. */
enum vs_network_link {
    VS_LINK_ROUTED = 1,  /* veth and routes: no layer 2 in common with anybody */
    VS_LINK_BRIDGE = 2,  /* veth with its host end in the bridge `parent` */
    VS_LINK_MACVLAN = 3, /* of the device `parent` */
};

/* An internet address or prefix. An unused entry is all zeros. */
struct vs_address {
    uint8_t family; /* 4, 6, or 0 = unused */
    uint8_t prefix; /* 0..32, 0..128; of a guest's address what is on its link: 32 or 128 routed */
    uint16_t reserved;
    uint8_t bytes[16]; /* network order; IPv4 has the first four, the others are 0 */
};

#define VS_NET_NAT       0x01u /* its IPv4 addresses are hidden behind the host's */
#define VS_NET_PEERS     0x02u /* may speak with other guests of this host */
#define VS_NET_RAW       0x04u /* shared: raw ICMP sockets */
#define VS_NET_MULTICAST 0x08u /* shared: multicast and broadcast */
#define VS_NET_ALL       0x0fu

/* The first address of each family is the one it sends from, unless another fits better. */
struct vs_network {
    uint32_t mode;               /* enum vs_network_mode */
    uint32_t link;               /* enum vs_network_link */
    uint32_t mtu;                /* 0 = that of the uplink or parent; else 1280..65535 */
    uint32_t flags;              /* VS_NET_* */
    char parent[VS_DEVICE_SIZE]; /* of BRIDGE and MACVLAN */
    struct vs_address addresses[VS_ADDRESSES_MAX];
    struct vs_address gateways[2]; /* BRIDGE and MACVLAN: at most one of each family */
    struct vs_address nameservers[VS_NAMESERVERS_MAX]; /* for /etc/resolv.conf; none = left alone */
    uint32_t reserved;                                 /* 0 */
};

struct vs_network_request {
    char name[40];
    struct vs_network network;
};

/* What a guest's network is now, as the kernel tells it. */
struct vs_network_state {
    struct vs_network network;
    char device[VS_DEVICE_SIZE]; /* the host's end; "" = it has none */
    uint32_t programs;           /* attached to it */
    uint32_t programs_missing;   /* that should be */
};

/* Shared mode: what the kernel can hold a guest to. */
enum vs_network_tier {
    VS_TIER_REFUSED = 0,
    VS_TIER_TRUSTED = 1, /* hides less, see docs/network.md */
    VS_TIER_FULL = 2,
};

#define VS_HOST_NET_IPV4    0x01u /* the namespace has a default route of this family */
#define VS_HOST_NET_IPV6    0x02u
#define VS_HOST_NET_NFT     0x04u /* rules can be set */
#define VS_HOST_NET_PACKET  0x08u /* packet programs load: private networks can be made */
#define VS_HOST_NET_RATE    0x10u /* queueing disciplines for rates are there */
#define VS_HOST_NET_BLOCKED 0x20u /* somebody else's rules drop what is forwarded by default */

struct vs_network_host {
    uint32_t tier;      /* enum vs_network_tier */
    uint32_t flags;     /* VS_HOST_NET_* */
    int32_t tier_error; /* -errno of what did not load for a higher tier */
    uint32_t uplink_mtu;
    char uplink[VS_DEVICE_SIZE]; /* "" = no default route */
    char blocker[40];            /* table and chain that drop forwarded packets */
    struct vs_address addresses[VS_ADDRESSES_MAX * 2]; /* the host's own, with their prefixes */
};

enum vs_direction { VS_IN = 1, VS_OUT = 2 }; /* to the guest, from the guest */
enum vs_verdict { VS_ACCEPT = 1, VS_DROP = 2, VS_REJECT = 3 };

#define VS_RULE_LOG 0x01u

struct vs_rule {
    uint8_t direction;              /* enum vs_direction */
    uint8_t verdict;                /* enum vs_verdict */
    uint8_t protocol;               /* 0 = any, 1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6 */
    uint8_t flags;                  /* VS_RULE_* */
    uint16_t port_first, port_last; /* of the destination, TCP and UDP; 0, 0 = any */
    struct vs_address remote;       /* the other side, with its prefix; zeros = anybody */
};

/* A port of the host that leads to the guest. */
struct vs_forward {
    struct vs_address host;  /* zeros = every address of the host */
    struct vs_address guest; /* one of the guest's */
    uint8_t protocol;        /* 6 or 17 */
    uint8_t reserved;
    uint16_t host_port, guest_port;
    uint16_t reserved2;
};

/* Rules are tried in order; what no rule decides goes by the direction's verdict. Answers to what
 * was let through always pass. */
struct vs_firewall {
    char name[40];
    uint32_t xid;
    uint8_t in, out; /* enum vs_verdict */
    uint16_t rules_count, forwards_count;
    uint16_t reserved;
    struct vs_address addresses[VS_ADDRESSES_MAX]; /* the guest's, so that it can be set before */
    struct vs_rule rules[VS_RULES_MAX];
    struct vs_forward forwards[VS_FORWARDS_MAX];
};

/* Packets and bytes each rule has met since the host started; the last two are the verdicts. */
struct vs_hits {
    uint64_t packets, bytes;
};

struct vs_firewall_state {
    uint32_t rules_count;
    uint32_t in_force; /* 0: the table is not there */
    struct vs_hits rules[VS_RULES_MAX];
    struct vs_hits in, out;
};

struct vs_network_use_reply {
    uint64_t measured_at; /* milliseconds since the epoch */
    uint64_t duration_us;
    uint32_t guests;
    uint32_t reserved;
};

_Static_assert(sizeof(struct vs_address) == 20, "no padding");
_Static_assert(sizeof(struct vs_network) == 32 + 21 * 20 + 4, "no padding");
_Static_assert(sizeof(struct vs_network_request) == 40 + 456, "no padding");
_Static_assert(sizeof(struct vs_network_state) == 456 + 24, "no padding");
_Static_assert(sizeof(struct vs_network_host) == 16 + 16 + 40 + 640, "no padding");
_Static_assert(sizeof(struct vs_rule) == 28, "no padding");
_Static_assert(sizeof(struct vs_forward) == 48, "no padding");
_Static_assert(sizeof(struct vs_firewall) == 40 + 4 + 2 + 6 + 320 + 64 * 28 + 32 * 48,
               "no padding");
_Static_assert(sizeof(struct vs_firewall_state) == 8 + 64 * 16 + 32, "no padding");
_Static_assert(sizeof(struct vs_network_use_reply) == 24, "no padding");
