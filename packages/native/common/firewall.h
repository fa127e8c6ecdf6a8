/*
 * The host's firewall for its guests: rules, hidden addresses, ports of the host that lead to
 * guests. It is one nftables table in the host's network namespace, made from the records of all
 * guests and made again from them when somebody else has removed or changed it.
 */
#pragma once
#include "failure.h"
#include "layout.h"

/* All return 0 or -errno with the step. Steps: "nft" EOPNOTSUPP: the host has no nftables; "table"
 * EEXIST: a table of our name is somebody else's. */
/* In place of the guest's firewall, whether it runs or not; for a process that ends when it has
 * told what became of it, since it leaves a socket open. "forward-N" EADDRINUSE: the port is taken,
 * by a guest, whose name follows after ':', or by the host itself. */
int vs_firewall_set(const struct vs_layout_record *layout, const struct vs_firewall *firewall,
                    struct vs_failure *ret_failure);
int vs_firewall_get(const struct vs_layout_record *layout, const char *name,
                    struct vs_firewall_state *ret_state);
/*
 * What a guest that starts, or whose network changes, needs to be in force: called before its first
 * packet. ret_seen: the host's stack has to see every packet of it. For a guest without rules it
 * looks for one file only.
 */
int vs_firewall_bring(const struct vs_layout_record *layout, const char *name, uint32_t xid,
                      const struct vs_network *network, bool *ret_seen,
                      struct vs_failure *ret_failure);
/* The guest is deleted. */
int vs_firewall_forget(const struct vs_layout_record *layout, const char *name,
                       struct vs_failure *ret_failure);

/* Puts back what is missing, takes away what nobody needs; cheap when nothing has changed. */
int vs_firewall_restore(const struct vs_layout_record *layout, struct vs_failure *ret_failure);
/* Takes the table away and leaves the records: for a host that gets all of its own back. */
int vs_firewall_clear(const struct vs_layout_record *layout);
