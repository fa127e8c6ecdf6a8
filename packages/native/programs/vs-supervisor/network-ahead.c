/* What a network needs, made while the supervisor waits for its guest. */
#include "cleanup.h"
#include "kernel.h"
#include "network-host.h"
#include "network-private.h"
#include "network.h"
#include "packet.h"
#include <stdio.h>

/* What is not open opens when it is needed, which takes longer. */
static void open_programs(struct guest *guest)
{
    char pins[VS_BPF_PATH_SIZE];
    const struct vs_layout_record *layout = &guest->layout;
    (void)vs_packet_store_open(layout, &guest->packet_store);
    vs_packet_store_unlock(&guest->packet_store);
    if (layout->network_ahead == VS_NETWORK_SHARED &&
        vs_bpf_pins(layout->instance, pins, sizeof(pins)) == 0)
        (void)vs_shared_open(pins, &guest->shared_objects);
}

int open_network_ahead(struct guest *guest)
{
    if (!guest->is_parked || guest->layout.network_ahead == VS_NETWORK_NONE)
        return 0;
    open_programs(guest);
    if (guest->layout.network_ahead == VS_NETWORK_PRIVATE)
        (void)open_netlink(guest, &guest->ahead_netlink_fd);
    return open_netlink(guest, &guest->host_netlink_fd);
}

/* B's, beside which the guest may become known and S prepares it. */
static void make_link(struct guest *guest, struct vs_netlink *host)
{
    struct vs_netlink own;
    char device[VS_DEVICE_SIZE];
    uint32_t index = 0;
    cleanup_fd int namespace = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (namespace < 0 || vs_netlink_open(&own) < 0)
        return;
    guest->guest_netlink_fd = own.fd;
    (void)snprintf(device, sizeof(device), "vsp%d", getpid());
    if (vs_link_make(host, device, guest->layout.instance, namespace, &index) < 0)
        return;
    if (vs_packet_attach(&guest->layout, host, index) == 0)
        guest->pooled_link = index;
    else
        (void)vs_link_drop(host, index);
}

/*
 * The host's end has a name that no guest's has, and goes with this process and its namespace when
 * no guest comes. Without it a start takes longer, so that nothing fails here.
 */
int make_link_ahead(struct guest *guest)
{
    struct vs_netlink host;
    if (guest->ahead_netlink_fd < 0)
        return 0;
    vs_netlink_use(&host, guest->ahead_netlink_fd);
    make_link(guest, &host);
    vs_close_fd(&guest->ahead_netlink_fd);
    return 0;
}
