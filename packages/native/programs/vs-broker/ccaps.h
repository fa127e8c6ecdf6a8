#pragma once
#include <stdint.h>

struct vs_layout_record;

/* VS_CCAP_* that this host can do for its guests. Quotas are tried once since the host's start,
 * with an image in the storage. */
uint64_t grantable_ccaps(const struct vs_layout_record *layout);
/* Of the lowest bit, as a start refuses it: "ccaps:rlimit". */
const char *ccap_stage(uint64_t ccaps);
