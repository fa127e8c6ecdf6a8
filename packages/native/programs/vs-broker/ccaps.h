#pragma once
#include <stdint.h>

/* VS_CCAP_* that this host can do for its guests. */
uint64_t grantable_ccaps(void);
/* Of the lowest bit, as a start refuses it: "ccaps:rlimit". */
const char *ccap_stage(uint64_t ccaps);
