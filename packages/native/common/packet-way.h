/*
 * Which way packets to guests take: through the host's stack, or the short one from link to link,
 * which passes by the host's routes, rules and connection tracking. Off at first. netlink is one of
 * the host namespace, with an empty batch; store is opened where it is not yet, and stays so,
 * without its lock. All return 0 or -errno.
 */
#pragma once
#include "layout.h"
#include "netlink.h"
#include "packet-store.h"
#include <stdbool.h>

/* The short way between guests while the host's owner has no rules for what is forwarded (see
 * host-rules.h); asked at each start of a guest, and again and again by the broker. */
int vs_packet_choose_way(const struct vs_layout_record *layout, struct vs_packet_store *store,
                         struct vs_netlink *netlink);
/* Without asking, and also for what comes in by the uplink (0 = none). */
int vs_packet_host(const struct vs_layout_record *layout, struct vs_netlink *netlink, bool fast,
                   uint32_t uplink, uint32_t uplink_mtu);
/* Everything of ours that is not on a guest's link: the program on the uplink, the device of rates.
 * When the instance ends; pins are removed elsewhere. */
int vs_packet_clear(const struct vs_layout_record *layout, struct vs_netlink *netlink);
