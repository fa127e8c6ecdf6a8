/* Memory and swap. On v1 the kernel counts memory and swap together, here they are told apart. */
#include "limit-file.h"
#include "limit-step.h"
#include <stdio.h>

/* v1 reports "no limit" as the largest page multiple below 2^63. */
#define V1_INFINITY_FROM (1ull << 62)

#define V1_LIMIT "memory.limit_in_bytes"
#define V1_TOTAL "memory.memsw.limit_in_bytes"
#define V1_SOFT  "memory.soft_limit_in_bytes"

static bool exists(int dir, const char *file)
{
    return faccessat(dir, file, F_OK, 0) == 0;
}

static int write_v1(int dir, const char *file, uint64_t bytes)
{
    return bytes == VS_INFINITY ? vs_file_write(dir, file, "-1")
                                : vs_file_write_u64(dir, file, bytes);
}

static int read_v1(int dir, const char *file, uint64_t *ret_bytes)
{
    uint64_t bytes;
    int r = vs_file_read_u64(dir, file, &bytes);
    if (r == 0)
        *ret_bytes = bytes >= V1_INFINITY_FROM ? VS_INFINITY : bytes;
    return r;
}

/* What memory.memsw.limit_in_bytes must say. */
static uint64_t total(uint64_t memory, uint64_t swap)
{
    return memory == VS_INFINITY || swap == VS_INFINITY ? VS_INFINITY : memory + swap;
}

int vs_memory_get_v1(int dir, struct vs_limit *ret_limit)
{
    uint64_t both = VS_INFINITY;
    int r = read_v1(dir, V1_LIMIT, &ret_limit->memory_bytes);
    r = r < 0 ? r : read_v1(dir, V1_SOFT, &ret_limit->memory_high_bytes);
    if (r == 0 && exists(dir, V1_TOTAL))
        r = read_v1(dir, V1_TOTAL, &both);
    if (r == 0)
        ret_limit->swap_bytes = both == VS_INFINITY ? VS_INFINITY : both - ret_limit->memory_bytes;
    return r;
}

/* The sum may never be below memory: make room first, then set it exactly. */
static int set_both_v1(int dir, uint64_t memory, uint64_t swap, bool has_total)
{
    uint64_t wanted = total(memory, swap), now = VS_INFINITY;
    if (!has_total)
        return write_v1(dir, V1_LIMIT, memory);
    int r = read_v1(dir, V1_TOTAL, &now);
    if (r == 0 && wanted > now)
        r = write_v1(dir, V1_TOTAL, wanted);
    if (r == 0)
        r = write_v1(dir, V1_LIMIT, memory);
    if (r == 0 && wanted < now)
        r = write_v1(dir, V1_TOTAL, wanted);
    return r;
}

int vs_memory_set_v1(int dir, struct vs_limit_change *change)
{
    const struct vs_limit *to = change->to;
    bool has_total = exists(dir, V1_TOTAL);
    bool moves_swap = vs_limit_changes(change, VS_LIMIT_SWAP);
    /* Without memory there is no sum to hold a limit of swap alone. */
    if (moves_swap && to->swap_bytes != VS_INFINITY &&
        (!has_total || to->memory_bytes == VS_INFINITY))
        return vs_limit_refuse(change, VS_LIMIT_SWAP, has_total ? -EINVAL : -EOPNOTSUPP);
    int r = 0;
    if (moves_swap || vs_limit_changes(change, VS_LIMIT_MEMORY))
        r = set_both_v1(dir, to->memory_bytes, to->swap_bytes, has_total);
    if (r < 0) {
        bool memory = vs_limit_changes(change, VS_LIMIT_MEMORY);
        return vs_limit_refuse(change, memory ? VS_LIMIT_MEMORY : VS_LIMIT_SWAP, r);
    }
    if (vs_limit_changes(change, VS_LIMIT_MEMORY_HIGH))
        r = write_v1(dir, V1_SOFT, to->memory_high_bytes);
    return vs_limit_refuse(change, VS_LIMIT_MEMORY_HIGH, r);
}

int vs_memory_get_v2(int dir, struct vs_limit *ret_limit)
{
    int r = vs_max_read(dir, "memory.max", &ret_limit->memory_bytes);
    r = r < 0 ? r : vs_max_read(dir, "memory.high", &ret_limit->memory_high_bytes);
    if (r == 0 && exists(dir, "memory.swap.max"))
        r = vs_max_read(dir, "memory.swap.max", &ret_limit->swap_bytes);
    return r;
}

/*
 * Writing memory.max below the use would kill processes. memory.high reclaims, as part of the
 * write, and throttles growth meanwhile; only when the guest then fits is the ceiling set. Source:
 * cgroup-v2.rst, memory.high.
 */
static int shrink_v2(int dir, uint64_t bytes, uint64_t high)
{
    uint64_t used = 0;
    int r = vs_file_write_u64(dir, "memory.high", bytes);
    if (r == 0)
        r = vs_file_read_u64(dir, "memory.current", &used);
    if (r == 0 && used > bytes)
        r = -EBUSY;
    if (r == 0)
        r = vs_file_write_u64(dir, "memory.max", bytes);
    (void)vs_max_write(dir, "memory.high", high);
    return r;
}

static int set_memory_v2(int dir, const struct vs_limit_change *change)
{
    uint64_t used = 0, bytes = change->to->memory_bytes;
    int r = bytes == VS_INFINITY ? 0 : vs_file_read_u64(dir, "memory.current", &used);
    if (r < 0)
        return r;
    return bytes < used ? shrink_v2(dir, bytes, change->from->memory_high_bytes)
                        : vs_max_write(dir, "memory.max", bytes);
}

static int set_swap_v2(int dir, uint64_t bytes)
{
    if (!exists(dir, "memory.swap.max"))
        return bytes == VS_INFINITY ? 0 : -EOPNOTSUPP;
    return vs_max_write(dir, "memory.swap.max", bytes);
}

int vs_memory_set_v2(int dir, struct vs_limit_change *change)
{
    int r = 0;
    if (vs_limit_changes(change, VS_LIMIT_SWAP))
        r = vs_limit_refuse(change, VS_LIMIT_SWAP, set_swap_v2(dir, change->to->swap_bytes));
    if (r == 0 && vs_limit_changes(change, VS_LIMIT_MEMORY))
        r = vs_limit_refuse(change, VS_LIMIT_MEMORY, set_memory_v2(dir, change));
    if (r == 0 && vs_limit_changes(change, VS_LIMIT_MEMORY_HIGH)) {
        r = vs_max_write(dir, "memory.high", change->to->memory_high_bytes);
        (void)vs_limit_refuse(change, VS_LIMIT_MEMORY_HIGH, r);
    }
    return r;
}

static int set(const struct vs_limit_target *target, struct vs_limit_change *change)
{
    cleanup_fd int dir = vs_limit_directory(target, VS_CONTROLLER_MEMORY);
    if (dir < 0)
        return dir;
    return target->host->mode == VS_CGROUP_V2 ? vs_memory_set_v2(dir, change)
                                              : vs_memory_set_v1(dir, change);
}

static int get(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    cleanup_fd int dir = vs_limit_directory(target, VS_CONTROLLER_MEMORY);
    if (dir < 0)
        return dir;
    return target->host->mode == VS_CGROUP_V2 ? vs_memory_get_v2(dir, ret_limit)
                                              : vs_memory_get_v1(dir, ret_limit);
}

const struct vs_limit_step vs_step_memory = {
    VS_FIELD(VS_LIMIT_MEMORY) | VS_FIELD(VS_LIMIT_MEMORY_HIGH) | VS_FIELD(VS_LIMIT_SWAP), set, get};
