/* Does what a guest is to have collide with another guest's, or with the host's own? */
#pragma once
#include "firewall-table.h"

/*
 * before: the guest's record, or NULL; what is in it already is not looked at again on the host. 0
 * or -errno with the step: "xid" EEXIST; "address-N:NAME" EADDRINUSE; "forward-N" EEXIST (twice in
 * this firewall), EADDRNOTAVAIL (not an address of the host), EADDRINUSE (the host listens there);
 * "forward-N:NAME" EADDRINUSE.
 */
int vs_firewall_conflict(const struct vs_firewall_table *table,
                         const struct vs_firewall_record *before, const struct vs_firewall *wanted,
                         struct vs_failure *ret_failure);
