/* The network of a guest that runs: changed in place, and read back from the kernel. */
#pragma once
#include "network-link.h"

struct vs_network_run {
    const struct vs_layout_record *layout;
    struct vs_netlink *host, *guest;
    struct vs_link *link;         /* with the network that is wanted, or the recorded one */
    const struct vs_network *old; /* what it had */
};

/* All return 0 or -errno. */
/* What both networks have is not touched: its connections go on. */
int vs_network_run_change(const struct vs_network_run *run);
/* Addresses that the host has no route for are not told. */
int vs_network_run_read(const struct vs_network_run *run, struct vs_network_state *ret_state);
