#include "limit-unlimited.h"
#include "parse.h"
#include <errno.h>
#include <stddef.h>
#include <string.h>

/* The bounds a guest can start with; the same stand in the core's limit model. */
static const struct bound {
    size_t offset;
    uint64_t min, max;
    bool is_finite; /* VS_INFINITY makes no sense */
} BOUNDS[] = {
    {offsetof(struct vs_limit, memory_bytes), 16ull << 20, 1ull << 50, false},
    {offsetof(struct vs_limit, memory_high_bytes), 16ull << 20, 1ull << 50, false},
    {offsetof(struct vs_limit, swap_bytes), 0, 1ull << 50, false},
    {offsetof(struct vs_limit, cpu_millicores), 10, 1024000, false},
    {offsetof(struct vs_limit, cpu_interval_us), 1000, 1000000, false},
    {offsetof(struct vs_limit, cpu_burst_us), 0, 1000000000, true},
    {offsetof(struct vs_limit, cpu_weight), 1, 10000, false},
    {offsetof(struct vs_limit, processes), 16, 4194304, false},
    {offsetof(struct vs_limit, open_files), 64, 1073741816, false},
    {offsetof(struct vs_limit, sockets), 8, 1u << 30, false},
    {offsetof(struct vs_limit, locked_memory_bytes), 0, 1ull << 50, false},
    {offsetof(struct vs_limit, address_space_bytes), 16ull << 20, 1ull << 50, false},
    {offsetof(struct vs_limit, shared_memory_bytes), 0, 1ull << 50, false},
    {offsetof(struct vs_limit, semaphores), 0, 1u << 30, false},
    {offsetof(struct vs_limit, message_queues), 0, 32768, false},
    {offsetof(struct vs_limit, disk_read_bps), 65536, 1ull << 50, false},
    {offsetof(struct vs_limit, disk_write_bps), 65536, 1ull << 50, false},
    {offsetof(struct vs_limit, disk_read_iops), 10, 1u << 31, false},
    {offsetof(struct vs_limit, disk_write_iops), 10, 1u << 31, false},
    {offsetof(struct vs_limit, nice), 0, 39, true},
    {offsetof(struct vs_limit, io_priority), 0, 7, true},
    {offsetof(struct vs_limit, oom_bias), 0, 2000, true},
    {offsetof(struct vs_limit, disk_bytes), 16ull << 20, 1ull << 50, false},
    {offsetof(struct vs_limit, disk_soft_bytes), 16ull << 20, 1ull << 50, false},
    {offsetof(struct vs_limit, inodes), 256, 1ull << 40, false},
    {offsetof(struct vs_limit, inodes_soft), 256, 1ull << 40, false},
    {offsetof(struct vs_limit, network_out_bits), 64000, 1ull << 40, false},
    {offsetof(struct vs_limit, network_in_bits), 64000, 1ull << 40, false},
};

_Static_assert(sizeof(BOUNDS) / sizeof(BOUNDS[0]) == VS_LIMIT_NUMBERS, "every number has bounds");

static bool number_fits(const struct vs_limit *limit, const struct bound *bound, bool keep_allowed)
{
    uint64_t value;
    memcpy(&value, (const char *)limit + bound->offset, sizeof(value));
    if (value == VS_KEEP)
        return keep_allowed;
    if (value == VS_INFINITY)
        return !bound->is_finite;
    return value >= bound->min && value <= bound->max;
}

/* Digits, commas and hyphens; what the kernel makes of them is its own to judge. */
static bool cpu_set_fits(const char field[VS_CPU_SET_SIZE], bool keep_allowed)
{
    size_t length = strnlen(field, VS_CPU_SET_SIZE);
    for (size_t i = length; i < VS_CPU_SET_SIZE; i++)
        if (field[i] != '\0')
            return false;
    if (length == 0)
        return keep_allowed;
    if (!strcmp(field, "all"))
        return true;
    return length < VS_CPU_SET_SIZE && strspn(field, "0123456789,-") == length;
}

int vs_parse_limit(const struct vs_limit *limit, bool keep_allowed)
{
    for (size_t i = 0; i < VS_LIMIT_NUMBERS; i++)
        if (!number_fits(limit, &BOUNDS[i], keep_allowed))
            return -EINVAL;
    return cpu_set_fits(limit->cpu_set, keep_allowed) ? 0 : -EINVAL;
}

int vs_parse_disk(uint64_t bytes, uint64_t soft_bytes, uint64_t inodes, uint64_t soft_inodes)
{
    struct vs_limit limit = vs_limit_unlimited();
    limit.disk_bytes = bytes;
    limit.disk_soft_bytes = soft_bytes;
    limit.inodes = inodes;
    limit.inodes_soft = soft_inodes;
    return vs_parse_limit(&limit, false);
}
