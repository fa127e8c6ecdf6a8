/* Taking a guest's private network off the host. */
#pragma once
#include "layout.h"
#include "netlink.h"
#include "packet-store.h"

/*
 * Removes what the network that the guest was last given has on the host: its link, with all routes
 * over it, and its proxies. Its addresses stay its own. 0 or -errno; 0 when there is nothing.
 * store: see packet.h.
 */
int vs_network_end(const struct vs_layout_record *layout, struct vs_packet_store *store,
                   struct vs_netlink *host, const char *name);
