#pragma once
#include <stdint.h>

/* VS_FEATURE_* this kernel has, found by trying where that is cheap. */
uint32_t detect_features(const char *cgroup_directory);
/* What guests cannot do without. */
uint32_t needed_features(void);
/* Name of the first feature of a set, for people. */
const char *feature_name(uint32_t features);
