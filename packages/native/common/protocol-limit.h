/* Limits on the wire: what is set, and what is told of their use. Part of protocol.h. */
#pragma once
#include <stdint.h>

#define VS_INFINITY UINT64_MAX       /* no limit */
#define VS_KEEP     (UINT64_MAX - 1) /* leave the limit as it is */

#define VS_CPU_SET_SIZE 64 /* cpuset(7) list format: "0-3,8" */

/* Every limit of a guest. Each number is a value, VS_INFINITY (no limit) or VS_KEEP. */
struct vs_limit {
    uint64_t memory_bytes;        /* memory.max */
    uint64_t memory_high_bytes;   /* soft: memory.high, on v1 memory.soft_limit_in_bytes */
    uint64_t swap_bytes;          /* memory.swap.max; 0 = none */
    uint64_t cpu_millicores;      /* fill rate of the token bucket, thousandths of one core */
    uint64_t cpu_interval_us;     /* its interval: 1000..1000000; VS_INFINITY = 100000 */
    uint64_t cpu_burst_us;        /* its size beyond one interval: cpu.max.burst */
    uint64_t cpu_weight;          /* 1..10000, 100 = default */
    uint64_t processes;           /* pids.max */
    uint64_t open_files;          /* of one process: RLIMIT_NOFILE */
    uint64_t sockets;             /* AF_INET and AF_INET6 sockets of the whole guest */
    uint64_t locked_memory_bytes; /* RLIMIT_MEMLOCK */
    uint64_t address_space_bytes; /* of one process: RLIMIT_AS */
    uint64_t shared_memory_bytes; /* System V: kernel.shmall */
    uint64_t semaphores;          /* System V: SEMMNS of kernel.sem */
    uint64_t message_queues;      /* System V kernel.msgmni and POSIX fs.mqueue.queues_max, each */
    uint64_t disk_read_bps;       /* bytes per second from the storage's disk: io.max */
    uint64_t disk_write_bps;
    uint64_t disk_read_iops; /* operations per second */
    uint64_t disk_write_iops;
    uint64_t nice;            /* nice value + 20: 0..39, 20 = default */
    uint64_t io_priority;     /* best effort level 0..7, 4 = default. Source: ioprio_set(2) */
    uint64_t oom_bias;        /* oom_score_adj + 1000: 0..2000, 1000 = default */
    uint64_t disk_bytes;      /* of the guest's own files: project quota, or its image's size */
    uint64_t disk_soft_bytes; /* warned above it; never above disk_bytes */
    uint64_t inodes;          /* files and directories of its own */
    uint64_t inodes_soft;
    uint64_t network_out_bits;     /* bits per second the guest sends */
    uint64_t network_in_bits;      /* bits per second it is sent */
    char cpu_set[VS_CPU_SET_SIZE]; /* "" = keep, "all" = no limit */
};

/* Bits of limits_missing: the position of the number in vs_limit; cpu_set has the next one. */
#define VS_LIMIT_NUMBERS 28
#define VS_LIMIT_CPU_SET 28

/* What vs_limit_use_reply tells about, in this order. */
enum vs_limit_kind {
    VS_USE_MEMORY,
    VS_USE_SWAP,
    VS_USE_CPU, /* current and peak in millicores are not told; hits = throttled intervals */
    VS_USE_PROCESSES,
    VS_USE_OPEN_FILES,
    VS_USE_SOCKETS,
    VS_USE_LOCKED_MEMORY,
    VS_USE_ADDRESS_SPACE,
    VS_USE_SHARED_MEMORY,
    VS_USE_SEMAPHORES,
    VS_USE_MESSAGE_QUEUES,
    VS_USE_FILE_LOCKS,
    VS_USE_DISK_READ,
    VS_USE_DISK_WRITE,
    VS_USE_DISK_READ_OPERATIONS,
    VS_USE_DISK_WRITE_OPERATIONS,
    VS_USE_DISK_SPACE,
    VS_USE_INODES,
    VS_USE_NETWORK_OUT, /* hits = packets that the limit dropped */
    VS_USE_NETWORK_IN,
    VS_USE_KINDS
};

/* VS_KEEP: the kernel has no such figure. VS_INFINITY: no limit. Units as in vs_limit. */
struct vs_limit_use {
    uint64_t current;
    uint64_t peak;
    uint64_t soft;
    uint64_t hard;
    uint64_t hits; /* refusals since the start of the guest, monotonic */
};

struct vs_limit_use_reply {
    struct vs_limit_use kinds[VS_USE_KINDS];
};

_Static_assert(sizeof(struct vs_limit) == 8 * VS_LIMIT_NUMBERS + VS_CPU_SET_SIZE, "no padding");
_Static_assert(sizeof(struct vs_limit_use_reply) == 40 * VS_USE_KINDS, "no padding");
