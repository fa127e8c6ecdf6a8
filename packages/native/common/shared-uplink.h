/* IPv6 addresses of guests of the shared network on the uplink, which the kernel takes away from a
 * device that is set down. Source: addrconf_ifdown(); keep_addr_on_down in ip-sysctl.rst is not
 * ours to set, and would keep none through the end of a device. */
#pragma once
#include "layout.h"
#include "netlink.h"

/* Held while addresses are taken away, so that nobody puts back what is being taken: a descriptor
 * for cleanup_lock, or -errno. */
int vs_shared_lock_addresses(const struct vs_layout_record *layout);
/* Puts those of a guest that runs where they are missing. host is of the host's namespace. 0 or
 * -errno. */
int vs_shared_rejoin(const struct vs_layout_record *layout, struct vs_netlink *host,
                     const char *name);
