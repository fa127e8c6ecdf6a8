/* A guest in the host's own network stack, see common/shared-network.h. */
#pragma once
#include "guest.h"

bool has_shared_network(const struct guest *guest);
/* Stages of S: before anybody is in the guest's group. */
int find_host_network(struct guest *guest);
int confine_to_addresses(struct guest *guest);
/* Stage of B: P1 inherits the namespace that B is in. */
int join_host_network(struct guest *guest);
/* Takes addresses and programs away, after the last process has ended. */
void leave_host_network(struct guest *guest);

/* How long the watching of a running guest may wait, in milliseconds, or -1. */
int network_watch_ms(const struct guest *guest);
/* Freezes the guest when programs were taken from it, and tells so once. */
void network_watch(struct guest *guest);
