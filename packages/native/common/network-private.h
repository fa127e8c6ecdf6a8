/* What the host does for private networks besides the guest's own link. */
#pragma once
#include "network-link.h"

/* All return 0 or -errno. host: rtnetlink of the host's namespace. */
/* EADDRNOTAVAIL: the address with the number *ret_index is one of the host's own, or stands for
 * many. Those of `but_not` (may be NULL) are not asked for: they are the guest's already. */
int vs_private_check(struct vs_netlink *host, const struct vs_network *network,
                     const struct vs_network *but_not, size_t *ret_index);
/* The step that names an address which was refused: its number, and the guest that has it. */
void vs_private_stage(const struct vs_layout_record *layout, const struct vs_address *address,
                      size_t index, char ret_stage[VS_STAGE_SIZE]);
/* Of a routed network, before the host has its routes: forwarding, proxies, and the MTU that
 * nobody has chosen. */
int vs_private_prepare(const struct vs_layout_record *layout, struct vs_netlink *host,
                       struct vs_link *link);
/* The host's end believes nothing that it hears, and speaks IPv6 even where the host does not. */
int vs_private_close_end(const struct vs_layout_record *layout, const struct vs_link *link);
