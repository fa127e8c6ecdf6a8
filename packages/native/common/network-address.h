/* Requests that give the two ends of a guest's link their addresses, routes and neighbours; they
 * are added to a batch, which the caller sends. */
#pragma once
#include "network-link.h"

/* Everything of a routed link on the host. */
void vs_address_batch_host(struct vs_netlink *host, const struct vs_link *link);
/* Everything inside the guest. */
void vs_address_batch_guest(struct vs_netlink *guest, const struct vs_link *link);
/* For one address of a routed link. */
void vs_address_batch_route(struct vs_netlink *host, const struct vs_link *link,
                            const struct vs_address *address, bool is_added);
/* For one address of the guest's end. */
void vs_address_batch_own(struct vs_netlink *guest, const struct vs_link *link,
                          const struct vs_address *address, bool is_added);
/* The default routes, which say what address is sent from: after the addresses they name. */
void vs_address_batch_default(struct vs_netlink *guest, const struct vs_link *link);
