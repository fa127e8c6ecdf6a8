#include "guest-delete.h"
#include "bin.h"
#include "bulk.h"
#include "cleanup.h"
#include "firewall.h"
#include "guest-create.h"
#include "guest-lock.h"
#include "guest.h"
#include "kernel.h"
#include "network-claim.h"
#include "network-end.h"
#include "network-host.h"
#include "packet.h"
#include "shared-left.h"
#include "tree.h"

/* Without waiting: an ending guest is the child's to wait for. */
static int check_free(const struct vs_layout_record *layout, const char *name)
{
    cleanup_fd int run = open_run_directory(layout, name);
    if (run < 0 || vs_guest_is_ending(run))
        return 0;
    return vs_guest_try_lock(run);
}

static bool has_storage(const struct vs_layout_record *layout, const char *name)
{
    cleanup_fd int guests = open_storage(layout, "guests");
    return guests >= 0 && faccessat(guests, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int admit_delete(struct broker *broker, const struct connection *from, const void *request,
                 struct vs_failure *ret_failure)
{
    const struct vs_guest_name *guest = request;
    if (vs_fail(ret_failure, "running", check_free(&broker->layout, guest->name)) < 0)
        return ret_failure->error;
    if (!has_storage(&broker->layout, guest->name))
        return 0;
    return bulk_admit(broker, from, VS_BULK_DELETE, guest->name, ret_failure);
}

static int remove_cgroups(const struct vs_layout_record *layout, const char *name)
{
    char group[VS_PATH_SIZE];
    int r = vs_layout_group(layout, name, group, sizeof(group));
    return r < 0 ? r : vs_cgroup_remove(&layout->cgroup, group);
}

/* What a supervisor that was killed has left, and its addresses, which others may have now. */
static int remove_network(const struct vs_layout_record *layout, const char *name)
{
    struct vs_netlink host;
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    int r = vs_net_open(layout, &host);
    if (r < 0)
        return r;
    r = vs_network_end(layout, &store, &host, name);
    r = r < 0 ? r : vs_shared_end(layout, name);
    /* Its counters; on a host without packet programs it has none. */
    (void)vs_packet_forget(layout, &host, name);
    vs_netlink_close(&host);
    return r < 0 ? r : vs_network_release(layout, name);
}

int guest_delete(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_guest_name *guest = request;
    const struct vs_layout_record *layout = &broker->layout;
    struct vs_failure *failure = &ret_answer->failure;
    char temporary[TEMPORARY_SIZE];
    cleanup_fd int run = -1;
    cleanup_fd int runs = open_run_directory(layout, ".");
    if (runs < 0)
        return vs_fail(failure, "run-directory", runs);
    int r = vs_guest_hold(runs, guest->name, layout->agent_gid, &run);
    if (r < 0)
        return vs_fail(failure, "running", r);
    (void)vs_firewall_forget(layout, guest->name, failure);
    (void)vs_fail(failure, "bin", move_to_bin(layout, "guests", guest->name, ""));
    /* What a request that was cut off has left may be what the guest had. */
    temporary_name(guest->name, temporary);
    (void)vs_fail(failure, "bin", move_to_bin(layout, "guests", temporary, ""));
    (void)vs_fail(failure, "cgroup", remove_cgroups(layout, guest->name));
    (void)vs_fail(failure, "network", remove_network(layout, guest->name));
    (void)vs_fail(failure, "run-directory", vs_tree_remove(runs, guest->name));
    return failure->error;
}
