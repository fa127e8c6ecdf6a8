/* Datagram servers for all addresses of a guest, put where every one of them is found. */
#pragma once
#include "layout.h"
#include "shared-program.h"

struct vs_shared_sync {
    int servers, configs, program; /* two maps and what is run */
    int host;                      /* network namespace */
    uint64_t group;                /* key of the guest's configuration */
    uint32_t xid;
};

/* All return 0 or -errno. host: network namespace. */
int vs_shared_sync_open(const struct vs_shared_objects *objects, int host, uint32_t xid, int group,
                        struct vs_shared_sync *ret_sync);
/* Looks for servers that were bound since the last time. Not for a process with threads. */
int vs_shared_sync_step(const struct vs_shared_sync *sync);
void vs_shared_sync_close(struct vs_shared_sync *sync);
