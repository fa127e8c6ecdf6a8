/* Internet sockets of a guest, counted and refused by a program attached to its cgroup. */
#pragma once
#include "limit.h"

struct vs_socket_count {
    uint64_t current; /* made since the limit was first set, and still open */
    uint64_t peak;
    uint64_t hits;
};

/* -ENOENT when no limit was ever set; then nothing is counted. */
int vs_sockets_count(const struct vs_limit_target *target, uint64_t *ret_limit,
                     struct vs_socket_count *ret_count);
/* Whether this kernel takes the programs: loads them and lets them go. */
int vs_sockets_probe(void);
