/* What the host does for private networks besides the guest's own link. */
#pragma once
#include "network-link.h"
#include "packet-store.h"

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
/* Puts back what the uplink has lost of a guest that runs. 0 or -errno. */
int vs_private_rejoin(const struct vs_layout_record *layout, struct vs_netlink *host,
                      const char *name);
/* The MTU that a link has when nobody has chosen one. */
int vs_private_mtu(struct vs_netlink *host, uint32_t *ret_mtu);
/* The host's end believes nothing that it hears, and speaks IPv6 even where the host does not. */
int vs_private_close_end(const struct vs_layout_record *layout, const struct vs_link *link);

struct vs_private_guest {
    const char *name;
    uint32_t xid;
    const struct vs_link *link;
    bool is_seen; /* its packets have to pass the host's firewall */
};

/*
 * The packet programs on the host's end take what they know of the guest from its network: before
 * the device comes up, and again after each change. A link on a common layer 2 has no programs,
 * they would part it from its segment. store: see packet.h.
 */
int vs_private_bind(const struct vs_layout_record *layout, struct vs_packet_store *store,
                    const struct vs_private_guest *guest);
