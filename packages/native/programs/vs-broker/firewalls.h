/* Firewalls of guests, and the watch over their table; see common/firewall.h. */
#pragma once
#include "operation.h"

int firewall_set(const struct broker *broker, const void *request, struct answer *ret_answer);
int firewall_get(const struct broker *broker, const void *request, struct answer *ret_answer);

/* Makes the table from the records, before anybody can start a guest. 0 or -errno. */
int firewall_open(struct broker *broker);
/* Looks now and then whether somebody else has changed rules, and has ours made again. Returns ms
 * until it wants to be called again, or -1. */
int firewall_tend(struct broker *broker, int64_t now_ms);
/* The child that did so has ended. */
void firewall_mended(struct broker *broker, int status);
