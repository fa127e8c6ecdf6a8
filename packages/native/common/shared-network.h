/*
 * The shared network: a guest in the host's own network stack, confined to its addresses by
 * programs on its group. Links and maps are pinned in /sys/fs/bpf/INSTANCE, so that they need no
 * process of ours. Without its programs a guest would have the whole network of the host: nobody
 * may be in its group before vs_shared_start() has come back, or after a program was lost.
 */
#pragma once
#include "bpf-object.h"
#include "layout.h"
#include "packet-store.h"
#include "shared-program.h"
#include "shared-sync.h"

struct vs_shared_guest {
    const char *name;
    uint32_t xid;
    const struct vs_network *network;
};

/* What the host is changed with for a guest. Objects and store are opened where they are not yet,
 * and stay so, without the lock of the store. */
struct vs_shared_tools {
    const struct vs_layout_record *layout;
    struct vs_shared_objects *objects;
    struct vs_packet_store *store;
    int netlink; /* rtnetlink of the host's namespace */
};

/* Descriptors that hold the programs to the group, even should their pins be removed. */
struct vs_shared_links {
    int pins; /* directory of the pins */
    int fds[VS_SHARED_PROGRAMS];
};

/* All return 0 or -errno. */

/* What this kernel can hold a guest to: loads all programs and lets them go. */
void vs_shared_probe(struct vs_network_host *reply);
/*
 * Attaches the programs to the group (a descriptor of its directory, not O_PATH), tells them what
 * the guest has, puts its addresses on the host, and asks the kernel whether all is there. What an
 * earlier run of the guest may have left has to be taken away before.
 */
int vs_shared_start(const struct vs_shared_tools *tools, const struct vs_shared_guest *guest,
                    int group, struct vs_shared_links *ret_links, struct vs_shared_sync *ret_sync);
/* Other addresses or flags, while the guest runs. */
int vs_shared_set(const struct vs_layout_record *layout, const struct vs_shared_guest *guest,
                  int group);
/* Takes everything of the guest away again, also what a killed supervisor left; it has ended. */
int vs_shared_stop(const struct vs_layout_record *layout, const char *name, uint32_t xid);
/* All guests' addresses, and what is on the host's namespace, when the instance ends; none runs.
 * Pins are removed elsewhere. */
int vs_shared_clear(const struct vs_layout_record *layout);
/* How many programs of a guest's group are there, of VS_SHARED_PROGRAMS. */
int vs_shared_count(const struct vs_layout_record *layout, int group, uint32_t *ret_count);

/* Without privileges, for one who holds the links: 0, or -ENOENT when a pin or a program is gone.
 */
int vs_shared_check(const struct vs_shared_links *links);
void vs_shared_links_close(struct vs_shared_links *links);
