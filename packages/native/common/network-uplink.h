/* Where the host's own packets leave, asked of the kernel each time: it may be renamed or replaced
 * while guests run. */
#pragma once
#include "layout.h"
#include "netlink.h"

#define VS_MTU_DEFAULT 1500 /* of guests' links on a host that has no uplink now */

struct vs_uplink {
    uint32_t index4, index6; /* devices of the default routes; 0 = there is none */
    uint32_t index;          /* of one of them, IPv4's if it has one */
    uint32_t mtu;            /* of that one, or VS_MTU_DEFAULT */
    char name[VS_DEVICE_SIZE];
};

/* All return 0 or -errno. netlink is of the host's namespace. */
int vs_uplink_find(struct vs_netlink *netlink, struct vs_uplink *ret_uplink);

/* What the host would do with a packet to this address. */
struct vs_reach {
    uint8_t type;     /* RTN_*; RTN_UNREACHABLE when there is no way */
    bool is_on_link;  /* without a gateway */
    uint32_t ifindex; /* of the device it leaves by */
};
int vs_reach_find(struct vs_netlink *netlink, const struct vs_address *address,
                  struct vs_reach *ret_reach);
/* By this device, whatever others would be taken before. */
int vs_reach_by(struct vs_netlink *netlink, const struct vs_address *address, uint32_t device,
                struct vs_reach *ret_reach);

/*
 * Lets the host forward between the uplinks and guests, for the families given. Changes settings of
 * the host only where they are not so yet, each noted first.
 */
int vs_uplink_forward(const struct vs_layout_record *layout, struct vs_netlink *netlink,
                      const struct vs_uplink *uplink, bool ipv4, bool ipv6);
