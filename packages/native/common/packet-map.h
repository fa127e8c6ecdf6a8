/*
 * What packet programs and the programs that fill their maps agree on; for bpf/ and common/ alike.
 * A guest whose entry is all zeros owns nothing and may send nothing.
 */
#pragma once
#include <stdint.h>

/* Of one guest, per CPU; key of the map "traffic": its xid. */
struct vs_traffic {
    uint64_t in4_bytes, in4_packets; /* to the guest; ARP counts as IPv4 */
    uint64_t in6_bytes, in6_packets;
    uint64_t out4_bytes, out4_packets; /* from the guest */
    uint64_t out6_bytes, out6_packets;
    uint64_t spoofed; /* packets from the guest that only a forger sends; in no other figure */
};

/* An address of the instance's guests; IPv4 as ::ffff:a.b.c.d. Key of the map "owner". */
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

/* Key of the map "device": the index of the host's end. */
struct vs_packet_device {
    uint32_t xid;
    uint32_t flags; /* VS_PACKET_* */
    uint32_t mtu;
    uint8_t guest_mac[6], host_mac[6];
};

/* The only entry of the map "host_link". */
struct vs_packet_host {
    uint32_t flags;       /* VS_PACKET_FAST */
    uint32_t uplink_mtu;  /* of what comes in by the uplink */
    uint32_t rate_device; /* index of the device that slows down what guests send; 0 = none */
};

#define VS_PACKET_FAST 0x01u /* nothing on this host has to see packets between and to guests */
