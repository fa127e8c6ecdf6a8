/* The maps and programs of packet.h, opened; and the record of each guest that has counters. */
#pragma once
#include "bpf-object.h"
#include "layout.h"
#include "network-counters.h"
#include "packet-map.h"

#define VS_CPUS_MAX 1024

/* Key of the map vs_account: the guest's name. */
struct vs_account {
    uint32_t xid;
    uint32_t ifindex;           /* of the device it was bound to last; 0 = none */
    uint64_t rate_dropped;      /* of all devices it has had */
    uint64_t seen_in, seen_out; /* of its present ones, already in that sum */
    struct vs_packet_address addresses[VS_ADDRESSES_MAX]; /* zeros = unused */
};

struct vs_packet_store {
    int lock;                              /* held until unlocked or closed */
    int account, use, owner, device, host; /* maps */
    int from_guest, to_guest, from_uplink; /* programs */
    struct vs_bpf_seen seen;               /* what they were opened from */
};

#define VS_PACKET_STORE_CLOSED                                                                     \
    {                                                                                              \
        -1, -1, -1, -1, -1, -1, -1, -1, -1, { 0 }                                                  \
    }
#define cleanup_packet_store __attribute__((cleanup(vs_packet_store_close)))

/*
 * Makes what is not there, and locks: one caller has it at a time. A store that was open before is
 * opened anew only when its maps are not those that are pinned any more. On failure it is closed.
 * 0 or -errno.
 */
int vs_packet_store_open(const struct vs_layout_record *layout, struct vs_packet_store *store);
/* Makes nothing: -ENOENT when no guest of the instance has ever been counted. */
int vs_packet_store_find(const struct vs_layout_record *layout, struct vs_packet_store *store);
/* Others may have it; to open it again costs little. */
void vs_packet_store_unlock(struct vs_packet_store *store);
void vs_packet_store_close(struct vs_packet_store *store);

/* Zero counters for a guest that has none yet; those it has under another xid move. 0 or -errno. */
int vs_account_open(const struct vs_packet_store *store, const char *name, uint32_t xid,
                    struct vs_account *ret_account);
/* -ENOENT for a name without. */
int vs_account_get(const struct vs_packet_store *store, const char *name,
                   struct vs_account *ret_account);
int vs_account_put(const struct vs_packet_store *store, const char *name,
                   const struct vs_account *account);
int vs_account_remove(const struct vs_packet_store *store, const char *name);
/* The name after this one in no order; "" for the first. -ENOENT after the last. */
int vs_account_next(const struct vs_packet_store *store, const char *name, char *ret_name);

/* Of all CPUs together, without rate_dropped. */
int vs_use_read(const struct vs_packet_store *store, uint32_t xid,
                struct vs_network_counters *ret_sum);
