/* What B makes before it knows its guest, so that a start need not wait for it. */
#pragma once
#include "guest.h"

/* 0 or -errno; a parked process that fails here must end. */
int make_ahead(struct guest *guest);
/* Whether the request may use the network namespace that was made ahead. */
bool may_pool_network(const struct vs_guest_start *request);
/* Brings the loopback of the caller's network namespace up. 0 or -errno. */
int raise_loopback(void);
