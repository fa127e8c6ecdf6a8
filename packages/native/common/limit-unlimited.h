#pragma once
#include "protocol.h"

/* A limit that lifts everything: what a start request is filled from. */
static inline struct vs_limit vs_limit_unlimited(void)
{
    struct vs_limit limit = {
        .memory_bytes = VS_INFINITY,
        .memory_high_bytes = VS_INFINITY,
        .swap_bytes = VS_INFINITY,
        .cpu_millicores = VS_INFINITY,
        .cpu_interval_us = VS_INFINITY,
        .cpu_weight = 100,
        .processes = VS_INFINITY,
        .open_files = VS_INFINITY,
        .sockets = VS_INFINITY,
        .locked_memory_bytes = VS_INFINITY,
        .address_space_bytes = VS_INFINITY,
        .shared_memory_bytes = VS_INFINITY,
        .semaphores = VS_INFINITY,
        .message_queues = VS_INFINITY,
        .disk_read_bps = VS_INFINITY,
        .disk_write_bps = VS_INFINITY,
        .disk_read_iops = VS_INFINITY,
        .disk_write_iops = VS_INFINITY,
        .nice = 20,
        .io_priority = 4,
        .oom_bias = 1000,
        .disk_bytes = VS_INFINITY,
        .disk_soft_bytes = VS_INFINITY,
        .inodes = VS_INFINITY,
        .inodes_soft = VS_INFINITY,
        .network_out_bits = VS_INFINITY,
        .network_in_bits = VS_INFINITY,
        .cpu_set = "all",
    };
    return limit;
}
