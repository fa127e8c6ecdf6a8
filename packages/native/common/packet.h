/*
 * Packet programs of private networks, on the host's end of each guest's link: what the guest sends
 * under a foreign address is dropped, everything else is counted, and packets that nothing on the
 * host has to see go the short way. Programs and maps are loaded once and stay pinned in
 * /sys/fs/bpf/INSTANCE until the host goes down; all calls are safe at any time from any process of
 * ours, and return 0 or -errno. netlink is one of the host namespace, with an empty batch. store is
 * opened where it is not yet, and stays so, without its lock.
 */
#pragma once
#include "netlink.h"
#include "packet-map.h"
#include <stdbool.h>

struct vs_layout_record;
struct vs_address;
struct vs_packet_store;

struct vs_packet_guest {
    const char *name; /* VS_NAME_SIZE */
    uint32_t xid;
    uint32_t ifindex; /* of the host's end */
    uint32_t mtu;
    uint32_t flags; /* VS_PACKET_* without the two of rates */
    uint8_t guest_mac[6], host_mac[6];
    const struct vs_address *addresses; /* family 0 = unused entry */
    uint32_t addresses_count;
};

/* Programs load and the queueing discipline to hold them is there; drops what it loaded. */
int vs_packet_probe(void);

/*
 * The programs onto the host's end, which may be without guest yet: until vs_packet_bind() nothing
 * passes. Done ahead by parked supervisors.
 */
int vs_packet_attach(const struct vs_layout_record *layout, struct vs_netlink *netlink,
                     uint32_t ifindex);
/* The device is this guest's from now on, with exactly these addresses; again for a change. */
int vs_packet_bind(const struct vs_layout_record *layout, struct vs_packet_store *store,
                   const struct vs_packet_guest *guest);
/* A guest without a link of ours, which others count into vs_use, is told with the rest. */
int vs_packet_count(const struct vs_layout_record *layout, struct vs_packet_store *store,
                    const char *name, uint32_t xid);
/* The guest has ended: it owns no address and has no rate. Its counters stay. Before its link goes.
 */
int vs_packet_unbind(const struct vs_layout_record *layout, struct vs_packet_store *store,
                     struct vs_netlink *netlink, const char *name);
/* The guest is deleted: counters too. */
int vs_packet_forget(const struct vs_layout_record *layout, struct vs_netlink *netlink,
                     const char *name);

/* Sets `mask` of the guest's flags to `flags`; -ENOENT while it has no device. */
int vs_packet_flags(const struct vs_layout_record *layout, const char *name, uint32_t mask,
                    uint32_t flags);
/* Both programs are there: 0, else -ENOENT. */
int vs_packet_check(struct vs_netlink *netlink, uint32_t ifindex);
