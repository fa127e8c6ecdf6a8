/* The settings and the use of System V and POSIX IPC, in the IPC namespace of the caller. */
#pragma once
#include <stdint.h>

struct vs_ipc_use {
    uint64_t shared_memory_bytes;
    uint64_t semaphores;
    uint64_t message_queues; /* the larger of System V's and POSIX's */
};

/* 0 or -errno. */
int vs_ipc_use(struct vs_ipc_use *ret_use);
