#include "shared-uplink.h"
#include "cleanup.h"
#include "kernel.h"
#include "network-claim.h"
#include "network-uplink.h"
#include "shared-address.h"
#include "shared-left.h"
#include <stdio.h>
#include <sys/file.h>

int vs_shared_lock_addresses(const struct vs_layout_record *layout)
{
    char path[VS_PATH_SIZE + sizeof("/shared-address.lock")];
    (void)snprintf(path, sizeof(path), "%s/shared-address.lock", layout->run);
    cleanup_lock int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0 || flock(lock, LOCK_EX) < 0)
        return -errno;
    return vs_steal_fd(&lock);
}

int vs_shared_rejoin(const struct vs_layout_record *layout, struct vs_netlink *host,
                     const char *name)
{
    struct vs_uplink uplink;
    struct vs_network_record record;
    cleanup_lock int lock = vs_shared_lock_addresses(layout);
    if (lock < 0)
        return lock;
    if (!vs_shared_has_pins(layout, name)) /* it ends */
        return 0;
    int r = vs_network_read(layout, name, &record);
    if (r < 0 || record.network.mode != VS_NETWORK_SHARED)
        return r == -ENOENT ? 0 : r;
    r = vs_uplink_find(host, &uplink);
    if (r < 0 || uplink.index6 == 0)
        return r;
    vs_shared_address_join(host, &record.network, uplink.index6);
    return vs_netlink_send(host);
}
