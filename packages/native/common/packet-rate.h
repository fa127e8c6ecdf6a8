/*
 * Rates of a guest in a private network. What it is sent waits in a bucket on the host's end of its
 * link; what it sends waits in a class of its own on one device for the whole instance, made with
 * the first such limit. Nothing is dropped before its queue is full.
 */
#pragma once
#include "packet-store.h"
#include "traffic-control.h"

struct vs_rates {
    struct vs_tc_rate out, in; /* bits VS_INFINITY: not limited */
};

/* EOPNOTSUPP: the guest has no link of ours, or the kernel no such queueing discipline. */
int vs_rate_set_out(const struct vs_layout_record *layout, struct vs_netlink *netlink,
                    const char *name, uint64_t bits);
int vs_rate_set_in(const struct vs_layout_record *layout, struct vs_netlink *netlink,
                   const char *name, uint64_t bits);
/* As the kernel has them; without a link both are VS_INFINITY. */
int vs_rate_get(const struct vs_layout_record *layout, struct vs_netlink *netlink, const char *name,
                struct vs_rates *ret_rates);
/* Makes and removes a device with both disciplines in the namespace of netlink. */
int vs_rate_probe(struct vs_netlink *netlink);

/* Adds to the account what was dropped since the last time. */
void vs_rate_take_drops(const struct vs_packet_store *store, struct vs_netlink *netlink,
                        struct vs_account *account);
/* The guest has ended: its class goes; the bucket goes with its link. */
void vs_rate_lift(const struct vs_packet_store *store, struct vs_netlink *netlink,
                  const struct vs_account *account);
/* The device of the instance. */
int vs_rate_clear(const struct vs_packet_store *store, struct vs_netlink *netlink);
