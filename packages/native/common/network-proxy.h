/*
 * A guest's address that lies in a network the host is directly connected to: its neighbours there
 * ask for it on the link, and the host answers in the guest's place.
 */
#pragma once
#include "layout.h"
#include "netlink.h"

/* Both look up for each address whether it needs it, and do nothing else. 0 or -errno.
 * add: before the host has a route to the addresses. */
int vs_proxy_add(const struct vs_layout_record *layout, struct vs_netlink *host,
                 const struct vs_address *addresses, size_t count);
/* Those of a guest that runs, on the uplink, which loses them when it is set down. */
int vs_proxy_renew(const struct vs_layout_record *layout, struct vs_netlink *host,
                   const struct vs_address *addresses, size_t count);
/* After it has none any more; what somebody else has set stays. */
int vs_proxy_remove(struct vs_netlink *host, const struct vs_address *addresses, size_t count);
