#include "network-end.h"
#include "address.h"
#include "network-claim.h"
#include "network-link.h"
#include "network-proxy.h"
#include "packet.h"
#include <errno.h>

int vs_network_end(const struct vs_layout_record *layout, struct vs_packet_store *store,
                   struct vs_netlink *host, const char *name)
{
    struct vs_link link;
    struct vs_network_record record;
    int r = vs_network_read(layout, name, &record);
    if (r < 0 || record.network.mode != VS_NETWORK_PRIVATE)
        return r == -ENOENT ? 0 : r;
    const struct vs_address *addresses = record.network.addresses;
    vs_link_init(&link, layout->instance, name, record.xid, &record.network);
    (void)vs_packet_unbind(layout, store, host, name);
    int removed = vs_link_remove(host, &link);
    r = vs_proxy_remove(host, addresses, vs_addresses_count(addresses));
    return removed < 0 ? removed : r;
}
