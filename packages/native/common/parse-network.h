/* Checks of networks and firewalls that come over the wire. Part of parse.h's promise: a field that
 * passed cannot be wrong later. */
#pragma once
#include "protocol.h"
#include <stdbool.h>

/* 0, or -EINVAL with the name of the field. */
int vs_parse_network(const struct vs_network *network, const char **ret_field);
int vs_parse_firewall(const struct vs_firewall *firewall, const char **ret_field);

/* An address a guest can have: of one machine, known beyond its link, and no other's by its kind.
 */
bool vs_address_is_unicast(const struct vs_address *address);
bool vs_address_is_used(const struct vs_address *address);
/* By family and bytes; the prefix does not count. */
bool vs_address_equal(const struct vs_address *a, const struct vs_address *b);
