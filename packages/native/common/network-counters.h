/* Packets and bytes of one guest since the host started, in the order of RUN/network-use. */
#pragma once
#include <stdint.h>

struct vs_packet_count {
    uint64_t bytes, packets;
};

struct vs_network_counters {
    struct vs_packet_count in4, in6, out4, out6;
    uint64_t spoofed;      /* dropped: not of the guest's addresses, or not of a kind it may send */
    uint64_t rate_dropped; /* dropped by a limit */
};
