/* The fields of struct vs_limit by position: the bits of limits_missing and the names of stages. */
#pragma once
#include "protocol.h"

enum vs_limit_field {
    VS_LIMIT_MEMORY,
    VS_LIMIT_MEMORY_HIGH,
    VS_LIMIT_SWAP,
    VS_LIMIT_CPU,
    VS_LIMIT_CPU_INTERVAL,
    VS_LIMIT_CPU_BURST,
    VS_LIMIT_CPU_WEIGHT,
    VS_LIMIT_PROCESSES,
    VS_LIMIT_OPEN_FILES,
    VS_LIMIT_SOCKETS,
    VS_LIMIT_LOCKED_MEMORY,
    VS_LIMIT_ADDRESS_SPACE,
    VS_LIMIT_SHARED_MEMORY,
    VS_LIMIT_SEMAPHORES,
    VS_LIMIT_MESSAGE_QUEUES,
    VS_LIMIT_DISK_READ_BPS,
    VS_LIMIT_DISK_WRITE_BPS,
    VS_LIMIT_DISK_READ_IOPS,
    VS_LIMIT_DISK_WRITE_IOPS,
    VS_LIMIT_NICE,
    VS_LIMIT_IO_PRIORITY,
    VS_LIMIT_OOM_BIAS,
    VS_LIMIT_DISK_BYTES,
    VS_LIMIT_DISK_SOFT_BYTES,
    VS_LIMIT_INODES,
    VS_LIMIT_INODES_SOFT,
    VS_LIMIT_NET_OUT,
    VS_LIMIT_NET_IN,
    VS_LIMIT_FIELD_CPU_SET, /* not a number */
    VS_LIMIT_FIELDS
};

_Static_assert(VS_LIMIT_FIELD_CPU_SET == VS_LIMIT_NUMBERS, "one name for each number");
_Static_assert(offsetof(struct vs_limit, processes) == 8 * VS_LIMIT_PROCESSES, "same order");
_Static_assert(offsetof(struct vs_limit, disk_read_bps) == 8 * VS_LIMIT_DISK_READ_BPS, "likewise");
_Static_assert(offsetof(struct vs_limit, oom_bias) == 8 * VS_LIMIT_OOM_BIAS, "likewise");
_Static_assert(offsetof(struct vs_limit, inodes_soft) == 8 * VS_LIMIT_INODES_SOFT, "likewise");
_Static_assert(offsetof(struct vs_limit, network_in_bits) == 8 * VS_LIMIT_NET_IN, "likewise");

/* The stage of a refusal: "memory", "open-files", "cpu-set". */
const char *vs_limit_name(enum vs_limit_field field);

static inline uint64_t vs_limit_number(const struct vs_limit *limit, enum vs_limit_field field)
{
    return ((const uint64_t *)(const void *)limit)[field];
}

static inline uint64_t *vs_limit_at(struct vs_limit *limit, enum vs_limit_field field)
{
    return (uint64_t *)(void *)limit + field;
}
