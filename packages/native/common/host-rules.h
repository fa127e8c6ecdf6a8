/*
 * Whether the host's owner has rules that decide about packets which the host forwards: chains of
 * nftables but those of one table of ours, tables of the older iptables, rules of routing, policies
 * of IPsec. What has neither (programs at the hooks of netfilter, IPVS) is not looked for.
 */
#pragma once
#include <stdbool.h>

struct vs_netlink;

/* In the network namespace the caller is in, of which netlink is one with an empty batch. What
 * cannot be found out counts as rules. */
bool vs_host_has_rules(struct vs_netlink *netlink, const char *but_of_table);
