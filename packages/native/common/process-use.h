/* What the processes of a guest use, where the kernel has no figure for the whole group. */
#pragma once
#include "limit.h"

/* Of the process that has most of it. */
struct vs_process_use {
    uint64_t open_files;
    uint64_t locked_bytes;
    uint64_t address_space_bytes, address_space_peak_bytes;
};

/* All return 0 or -errno. */
int vs_process_use(const struct vs_limit_target *target, struct vs_process_use *ret_use);
/* How often a fork was refused for pids.max. */
int vs_process_refusals(const struct vs_limit_target *target, uint64_t *ret_count);
/* File locks held in the pid namespace of this process. */
int vs_process_locks(pid_t pid, uint64_t *ret_count);
