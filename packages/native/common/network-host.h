/*
 * The network namespace of the host: the one that guests are joined to. It is the broker's own, or
 * the one whose file the layout names.
 */
#pragma once
#include "layout.h"
#include "netlink.h"

/* Requests to the kernel about it, wherever the caller is. 0 or -errno. */
int vs_net_open(const struct vs_layout_record *layout, struct vs_netlink *netlink);
/* The namespace, as a descriptor, or -errno. Not for a caller that has left its own. */
int vs_net_namespace(const struct vs_layout_record *layout);
/* Whether the process is in it: 1 or 0, or -errno; ESRCH when there is no such process. */
int vs_net_is_of(const struct vs_layout_record *layout, pid_t pid);
/* Moves the calling process there, for one that goes on to execute a program. 0 or -errno. */
int vs_net_enter(const struct vs_layout_record *layout);
/* Calls run there and comes back; what it returns, or -errno. Not for a process with threads. */
int vs_net_within(int namespace, int (*run)(void *argument), void *argument);
