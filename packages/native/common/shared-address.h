/* The addresses of guests of the shared network on the devices of the host. */
#pragma once
#include "netlink.h"
#include "shared-config.h"
#include "shared-network.h"
#include <stdbool.h>

/* Of lo in every namespace. */
#define VS_LOOPBACK_DEVICE 1

/* All return 0 or -errno; netlink is of the host's namespace. */
/* Puts them there, marked as ours; those that the host already has stay as they are. All lie on the
 * loopback device, those of IPv6 also on the uplink (0 = none), where neighbours ask for them. */
int vs_shared_address_add(struct vs_netlink *netlink, const struct vs_shared_guest *guest,
                          const struct vs_shared_config *config, uint32_t uplink);
/* Adds to the batch what is to be on the uplink. */
void vs_shared_address_join(struct vs_netlink *netlink, const struct vs_network *network,
                            uint32_t uplink);
/* Removes those of our mark that are the guest's. */
int vs_shared_address_remove(struct vs_netlink *netlink,
                             bool (*is_guests)(const struct vs_address *address, void *argument),
                             void *argument);
