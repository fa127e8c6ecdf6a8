/* What a guest's packets come to, counted by whoever sees them: at its link when its network is
 * private, at its sockets when it is shared. */
#pragma once
#include "../common/packet-map.h"
#include "kernel.h"

/* Key: xid. The entry is made with the guest, so that packets cost no insertion. */
MAP(traffic, BPF_MAP_TYPE_PERCPU_HASH, uint32_t, struct vs_traffic, 65536, BPF_F_NO_PREALLOC);
