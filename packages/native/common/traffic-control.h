/*
 * Traffic control of one device by route netlink: where programs hook in, and what slows packets
 * down. Sources: tc(8), tc-bpf(8), tc-tbf(8), tc-htb(8), linux/pkt_sched.h, kernel net/sched.
 */
#pragma once
#include "netlink.h"
#include <stdbool.h>

enum vs_tc_hook { VS_TC_INGRESS = 0xfffffff2u, VS_TC_EGRESS = 0xfffffff3u };

/* These add one request each to the batch. Again: the same, or a change. */
void vs_tc_add_hooks(struct vs_netlink *netlink, uint32_t ifindex);
void vs_tc_remove_hooks(struct vs_netlink *netlink, uint32_t ifindex);
/* In place of ours that was there before. */
void vs_tc_add_program(struct vs_netlink *netlink, uint32_t ifindex, enum vs_tc_hook hook,
                       const char *name, int program);
void vs_tc_remove_program(struct vs_netlink *netlink, uint32_t ifindex, enum vs_tc_hook hook);

/* What comes in and our program there leaves to others (TC_ACT_UNSPEC) is sent by the other device. */
void vs_tc_add_redirect(struct vs_netlink *netlink, uint32_t ifindex, uint32_t to);
void vs_tc_remove_redirect(struct vs_netlink *netlink, uint32_t ifindex);

/* Slows down all that the device sends, with a queue of a twentieth of a second. */
void vs_tc_add_bucket(struct vs_netlink *netlink, uint32_t ifindex, uint64_t bits);
void vs_tc_remove_bucket(struct vs_netlink *netlink, uint32_t ifindex);
/* A device with classes: packets choose theirs by their priority. */
void vs_tc_add_classes(struct vs_netlink *netlink, uint32_t ifindex, uint32_t handle);
/* Two requests: the class, and its queue. */
void vs_tc_add_class(struct vs_netlink *netlink, uint32_t ifindex, uint32_t parent, uint32_t class,
                     uint64_t bits);
void vs_tc_remove_class(struct vs_netlink *netlink, uint32_t ifindex, uint32_t class);

/* What the kernel has now; the batch must be empty. Without NLM_F_ECHO it tells everybody but us.
 */
struct vs_tc_rate {
    uint64_t bits;    /* per second */
    uint64_t dropped; /* packets since it was made */
};

/* 0, or -ENOENT when there is none, or another -errno. */
int vs_tc_has_program(struct vs_netlink *netlink, uint32_t ifindex, enum vs_tc_hook hook,
                      const char *name);
int vs_tc_has_redirect(struct vs_netlink *netlink, uint32_t ifindex);
int vs_tc_get_bucket(struct vs_netlink *netlink, uint32_t ifindex, struct vs_tc_rate *ret_rate);
int vs_tc_get_class(struct vs_netlink *netlink, uint32_t ifindex, uint32_t class,
                    struct vs_tc_rate *ret_rate);
bool vs_tc_has_hooks(struct vs_netlink *netlink, uint32_t ifindex);
/* No program of anybody is on it. */
bool vs_tc_is_bare(struct vs_netlink *netlink, uint32_t ifindex);
