/*
 * What packet programs and the programs that fill their maps agree on; for bpf/ and common/ alike.
 * A guest whose entry is all zeros owns nothing and may send nothing.
 */
#pragma once
#include <stdint.h>

/* An address of the instance's guests; IPv4 as ::ffff:a.b.c.d. Key of the map vs_owner. */
struct vs_packet_address {
    uint32_t words[4]; /* network order */
};

struct vs_packet_owner {
    uint32_t xid;
    uint32_t ifindex; /* the host's end of its link */
};

/* Why a guest's packets take the host's whole stack; each bit is its setter's own. */
#define VS_PACKET_NAT      0x01u
#define VS_PACKET_FIREWALL 0x02u
#define VS_PACKET_RATE_IN  0x04u /* set with the limit itself, see vs_rate_set() */
#define VS_PACKET_RATE_OUT 0x08u
#define VS_PACKET_NO_PEERS 0x10u /* nothing to or from other guests at all */
#define VS_PACKET_SLOW     0x20u /* for any other reason, e.g. the host's own rules */

/* Key of the map vs_device: the index of the host's end. */
struct vs_packet_device {
    uint32_t xid;
    uint32_t ifindex; /* the key again, for who finds it by an address */
    uint32_t flags;   /* VS_PACKET_* */
    uint32_t mtu;
    uint8_t guest_mac[6], host_mac[6];
};

/* The only entry of the map vs_host. */
struct vs_packet_host {
    uint32_t flags;       /* VS_PACKET_FAST, VS_PACKET_MADE_HOOKS */
    uint32_t uplink;      /* index of the one with our program; 0 = none */
    uint32_t uplink_mtu;  /* of what comes in by it */
    uint32_t rate_device; /* index of the device that slows down what guests send; 0 = none */
};

#define VS_PACKET_FAST       0x01u /* nothing on this host has to see packets to guests */
#define VS_PACKET_MADE_HOOKS 0x02u /* the uplink had no clsact before us */

/* Queueing class of a guest on the rate device; its handle is not what an administrator takes. */
#define VS_PACKET_QDISC      0x76530000u
#define VS_PACKET_CLASS(xid) (VS_PACKET_QDISC | (xid))
