/*
 * The link of a guest with a private network: its two ends, their addresses and routes.
 *
 * Routed: the host reaches each address of the guest by a route to that address alone, and the
 * guest everything by the host's end. Both know each other's link-layer address for good, so that
 * nobody has to be asked. Bridged: the host's end is a port of a bridge. Macvlan: there is no end
 * on the host.
 */
#pragma once
#include "layout.h"
#include "netlink.h"
#include <stdbool.h>

#define VS_NETWORK_PROTOCOL                                                                        \
    86 /* marks our routes and proxies. Source: rtnetlink(7), rtm_protocol */
#define VS_GUEST_DEVICE "eth0"
#define VS_ALIAS_SIZE   (16 + VS_INSTANCE_SIZE + VS_NAME_SIZE)

struct vs_link {
    char device[VS_DEVICE_SIZE]; /* the host's end */
    char alias[VS_ALIAS_SIZE];   /* vserver:INSTANCE:GUEST */
    uint8_t guest_mac[6], host_mac[6];
    uint32_t mtu;
    uint32_t host_index, guest_index; /* 0 = not made */
    const struct vs_network *network;
};

/* Names and link-layer addresses, which are always the same for a guest. */
void vs_link_init(struct vs_link *link, const char *instance, const char *name, uint32_t xid,
                  const struct vs_network *network);

/* All return 0 or -errno. host and guest are rtnetlink sockets of the two namespaces. */

/* A pair of ends that is nobody's yet: its host's end has this name, its guest's end is in the
 * namespace. */
int vs_link_make(struct vs_netlink *host, const char *device, const char *instance,
                 int guest_namespace, uint32_t *ret_index);
/* The link of a guest, both ends of which are down. */
int vs_link_create(struct vs_netlink *host, struct vs_link *link, int guest_namespace);
/* Makes the host's end, of such a pair or link, the guest's; then likewise the guest's end. */
int vs_link_raise_host(struct vs_netlink *host, struct vs_link *link);
int vs_link_raise_guest(struct vs_netlink *guest, struct vs_link *link);

/* Removes the device, if it is ours by its alias. */
int vs_link_remove(struct vs_netlink *host, const struct vs_link *link);
/* Removes one that is nobody's yet. */
int vs_link_drop(struct vs_netlink *host, uint32_t index);
/* Number and MTU of the host's end, ENODEV when there is none of ours by its alias. */
int vs_link_find(struct vs_netlink *host, const struct vs_link *link, uint32_t *ret_index,
                 uint32_t *ret_mtu);
/* Number of the device; ENODEV: there is none. */
int vs_link_index(struct vs_netlink *netlink, const char *device, uint32_t *ret_index);
