/* Operations on the storage as a whole, see protocol-files.h. */
#pragma once
#include "operation.h"

int storage_probe(const struct broker *broker, const void *request, struct answer *ret_answer);
int disk_use(const struct broker *broker, const void *request, struct answer *ret_answer);

/* Tries whether disk limits hold, unless that was proved since the machine booted. */
int storage_test_at_start(const struct vs_layout_record *layout);
/* Which disk limits are not proved to hold: bits of limits_missing. */
uint64_t storage_limits_missing(const struct vs_layout_record *layout);
