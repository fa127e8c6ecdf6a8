/* What the programs of the shared network read about a guest. */
#pragma once
#include "shared-config.h"
#include "shared-network.h"

/* All return 0 or -errno. */
/* Which part of 127.0.0.0/8 is the guest's; ENOSPC: all are somebody's. */
int vs_shared_claim_loop(const struct vs_layout_record *layout,
                         const struct vs_shared_objects *objects, uint32_t xid, uint32_t *ret_loop);
/* Addresses, sources and the configuration, in the order that never gives too much. */
int vs_shared_tell(const struct vs_shared_objects *objects, const struct vs_shared_guest *guest,
                   int group, const struct vs_shared_config *config);
/* The guest owns none of its addresses but those of `kept`; NULL: none at all. Its ::1 goes too. */
int vs_shared_forget_addresses(const struct vs_shared_objects *objects, uint32_t xid,
                               const struct vs_network *kept);
/* The guest owns nothing any more. */
int vs_shared_forget(const struct vs_shared_objects *objects, uint32_t xid);
