/* Linux-VServer's "secure" capability set, minus what the kernel added since. */
#pragma once
#include <stdint.h>

/* The capabilities a guest keeps, as a bit mask. */
uint64_t vs_caps_secure(void);
/* What a guest may be given at all: capabilities that act within its own namespaces. */
uint64_t vs_caps_grantable(void);
/* Of a guest's ccaps (VS_CCAP_*), those whose system calls are answered by the supervisor: not what
 * its capabilities let it do itself. */
uint64_t vs_ccaps_brokered(uint64_t bcaps, uint64_t ccaps);
/* Drops everything else from the bounding, permitted, effective and inheritable sets. 0 or -errno.
 */
int vs_caps_apply(uint64_t keep);
/* Likewise for a program of the host, which may have less than that to begin with. 0 or -errno. */
int vs_caps_limit(uint64_t keep);
