/* The speeds of a guest's network, see packet-rate.h. */
#pragma once
#include "limit.h"
#include "packet-rate.h"

/* -ENOENT: the target has no network that could be limited. */
int vs_network_rates(const struct vs_limit_target *target, struct vs_rates *ret_rates);
/* Bits of limits_missing. */
uint64_t vs_network_limits_missing(void);
