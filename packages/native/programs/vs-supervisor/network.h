/* A guest's private network: its link to the host's network namespace. */
#pragma once
#include "guest.h"

/* Stage of S before there is a guest, and of a parked B in its new network namespace. */
int open_network_ahead(struct guest *guest);
int make_link_ahead(struct guest *guest);
/* Of the host's network namespace; what is open stays. */
int open_netlink(const struct guest *guest, int *fd);

/* Stage of S: the addresses become the guest's; the host can forward for them. */
int prepare_network(struct guest *guest);
/* Stage of S while B builds the tree, as soon as the guest has its network namespace. */
int make_network(struct guest *guest);
/* What is needed for the start alone. */
void close_network_tools(struct guest *guest);
/* Nothing of it stays on the host but that the addresses are the guest's. */
void end_network(struct guest *guest);
