/* What a guest's packets come to, counted by whoever sees them: the programs of a private network
 * on the host's end, those of the shared network at the sockets. */
#pragma once
#include "../common/network-counters.h"
#include "kernel.h"

/* Key: xid. Made by whoever starts the guest, so that packets cost no insertion. */
MAP(vs_use, BPF_MAP_TYPE_PERCPU_HASH, uint32_t, struct vs_network_counters, 65536,
    BPF_F_NO_PREALLOC);
