#include "shared-left.h"
#include "bpf-call.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>

bool vs_shared_has_pins(const struct vs_layout_record *layout, const char *name)
{
    char path[VS_BPF_PATH_SIZE + VS_NAME_SIZE];
    (void)snprintf(path, sizeof(path), "/sys/fs/bpf/%s/guests/%s", layout->instance, name);
    return access(path, F_OK) == 0 || errno != ENOENT;
}

/* Also when somebody else has removed the pins. */
static bool owns_any(int owner4, int owner6, const struct vs_shared_guest *guest)
{
    for (int i = 0; i < VS_ADDRESSES_MAX && owner4 >= 0 && owner6 >= 0; i++) {
        const struct vs_address *address = &guest->network->addresses[i];
        uint32_t xid;
        if (address->family &&
            vs_bpf_lookup(address->family == 4 ? owner4 : owner6, address->bytes, &xid) == 0 &&
            xid == guest->xid)
            return true;
    }
    return (owner4 < 0 && owner4 != -ENOENT) || (owner6 < 0 && owner6 != -ENOENT);
}

bool vs_shared_is_left(const struct vs_layout_record *layout,
                       const struct vs_shared_objects *objects, const struct vs_shared_guest *last)
{
    char pins[VS_BPF_PATH_SIZE];
    if (vs_shared_has_pins(layout, last->name) ||
        vs_bpf_pins(layout->instance, pins, sizeof(pins)) < 0)
        return true;
    if (vs_shared_is_open(pins, objects))
        return owns_any(vs_shared_map(objects, "shared_owner4"),
                        vs_shared_map(objects, "shared_owner6"), last);
    cleanup_fd int owner4 = vs_bpf_map_open(pins, "shared_owner4");
    cleanup_fd int owner6 = vs_bpf_map_open(pins, "shared_owner6");
    return owns_any(owner4, owner6, last);
}

int vs_shared_end(const struct vs_layout_record *layout, const char *name)
{
    struct vs_account account;
    if (!vs_shared_has_pins(layout, name))
        return 0;
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    int r = vs_packet_store_find(layout, &store);
    r = r < 0 ? r : vs_account_get(&store, name, &account);
    vs_packet_store_close(&store);
    if (r < 0)
        return r == -ENOENT ? 0 : r;
    return vs_shared_stop(layout, name, account.xid);
}
