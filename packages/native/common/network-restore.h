/* Giving the host its own network back. */
#pragma once
#include "failure.h"
#include "layout.h"
#include "netlink.h"
#include <stdbool.h>

/*
 * Removes everything of this instance from the host's network namespace: links, proxies, the
 * firewall's table, settings. For when no guest runs. Goes on after a failure and returns the
 * first, as -errno with its step.
 */
int vs_network_restore(const struct vs_layout_record *layout, struct vs_failure *ret_failure);
/* Likewise the settings alone, when there is no guest's link that needs them. */
int vs_network_tidy(const struct vs_layout_record *layout, struct vs_failure *ret_failure);
/*
 * Takes away what supervisors that were killed have left of their guests' networks, and puts back
 * what the uplink has lost of those that run. 1 when a guest lives on
 * without one: then this is to be done again later; else 0 or -errno.
 */
int vs_network_sweep(const struct vs_layout_record *layout);
/* Which families routed guests of this instance have now: their ends on the host forward them. */
int vs_network_needs(const struct vs_layout_record *layout, struct vs_netlink *host, bool *ret_ipv4,
                     bool *ret_ipv6);
