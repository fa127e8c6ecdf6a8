#include "memory.h"
#include "group-file.h"
#include "keys.h"
#include <string.h>

#define COUNT(array)     (sizeof(array) / sizeof((array)[0]))
#define STAT(field)      offsetof(struct memory, field)
#define HOST(field)      offsetof(struct memory_host, field)
#define V1_INFINITY_FROM (1ull << 62) /* as limit-memory.c */

/* On v1 a guest's processes sit in one group, but it may be limited with groups below. */
static const struct key V1_KEYS[] = {
    {"total_cache", STAT(cached)},
    {"total_rss", STAT(anon)},
    {"total_swapcached", STAT(swap_cached)},
    {"total_shmem", STAT(shared)},
    {"total_mapped_file", STAT(mapped)},
    {"total_dirty", STAT(dirty)},
    {"total_writeback", STAT(writeback)},
    {"total_inactive_anon", STAT(inactive_anon)},
    {"total_active_anon", STAT(active_anon)},
    {"total_inactive_file", STAT(inactive_file)},
    {"total_active_file", STAT(active_file)},
    {"total_unevictable", STAT(unevictable)},
};

static const struct key V2_KEYS[] = {
    {"anon", STAT(anon)},
    {"file", STAT(cached)},
    {"swapcached", STAT(swap_cached)},
    {"shmem", STAT(shared)},
    {"file_mapped", STAT(mapped)},
    {"file_dirty", STAT(dirty)},
    {"file_writeback", STAT(writeback)},
    {"inactive_anon", STAT(inactive_anon)},
    {"active_anon", STAT(active_anon)},
    {"inactive_file", STAT(inactive_file)},
    {"active_file", STAT(active_file)},
    {"unevictable", STAT(unevictable)},
    {"slab_reclaimable", STAT(slab_reclaimable)},
    {"slab_unreclaimable", STAT(slab_unreclaimable)},
    {"kernel_stack", STAT(kernel_stack)},
    {"pagetables", STAT(page_tables)},
    {"percpu", STAT(percpu)},
};

static const struct key HOST_KEYS[] = {
    {"MemTotal", HOST(total)},         {"MemFree", HOST(free)},
    {"MemAvailable", HOST(available)}, {"SwapTotal", HOST(swap_total)},
    {"SwapFree", HOST(swap_free)},
};

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t above(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

static uint64_t read_v1(const struct guests *guests, const struct guest *guest, const char *file)
{
    uint64_t bytes;
    if (group_read_u64(guests, guest, GROUP_MEMORY, file, &bytes) < 0 || bytes >= V1_INFINITY_FROM)
        return UINT64_MAX;
    return bytes;
}

static void take_u64(const struct guests *guests, const struct guest *guest, const char *file,
                     uint64_t *value)
{
    (void)group_read_u64(guests, guest, GROUP_MEMORY, file, value);
}

/* The kernel limits memory together with swap; the kernel's own memory it counts without kinds. */
static void group_v1(const struct guests *guests, const struct guest *guest,
                     struct memory_group *ret_group)
{
    char text[4096];
    uint64_t both = read_v1(guests, guest, "memory.memsw.limit_in_bytes"), swapped = 0, kernel = 0;
    static const struct key SWAP[] = {{"total_swap", 0}};
    ret_group->limit = read_v1(guests, guest, "memory.limit_in_bytes");
    ret_group->swap_limit = both == UINT64_MAX ? both : above(both, ret_group->limit);
    take_u64(guests, guest, "memory.usage_in_bytes", &ret_group->used);
    if (group_read(guests, guest, GROUP_MEMORY, "memory.stat", text, sizeof(text)) == 0) {
        keys_take(text, V1_KEYS, COUNT(V1_KEYS), &ret_group->stat);
        keys_take(text, SWAP, 1, &swapped);
    }
    ret_group->swap_used = swapped;
    take_u64(guests, guest, "memory.kmem.usage_in_bytes", &kernel);
    ret_group->stat.slab_unreclaimable = kernel;
}

static void group_v2(const struct guests *guests, const struct guest *guest,
                     struct memory_group *ret_group)
{
    char text[8192];
    (void)group_read_max(guests, guest, GROUP_MEMORY, "memory.max", &ret_group->limit);
    (void)group_read_max(guests, guest, GROUP_MEMORY, "memory.swap.max", &ret_group->swap_limit);
    take_u64(guests, guest, "memory.current", &ret_group->used);
    take_u64(guests, guest, "memory.swap.current", &ret_group->swap_used);
    if (group_read(guests, guest, GROUP_MEMORY, "memory.stat", text, sizeof(text)) == 0)
        keys_take(text, V2_KEYS, COUNT(V2_KEYS), &ret_group->stat);
}

/* All figures of struct memory are alike. */
static void to_kib(const struct memory *bytes, struct memory *ret_kib)
{
    uint64_t values[sizeof(struct memory) / sizeof(uint64_t)];
    memcpy(values, bytes, sizeof(values));
    for (size_t i = 0; i < COUNT(values); i++)
        values[i] /= 1024;
    memcpy(ret_kib, values, sizeof(values));
}

/*
 * Its own counters are read one after the other and in batches, so they are made to fit: what is
 * cached is part of what is used. A guest without a limit shares what is free with everybody.
 */
void memory_derive(const struct memory_group *group, const struct memory_host *host,
                   struct memory *ret_memory)
{
    struct memory *to = ret_memory;
    bool is_limited = group->limit / 1024 < host->total;
    to_kib(&group->stat, to);
    to->total = is_limited ? group->limit / 1024 : host->total;
    uint64_t used = least(group->used / 1024, to->total);
    to->cached = least(to->cached, used);
    to->slab_reclaimable = least(to->slab_reclaimable, used - to->cached);
    to->anon = least(to->anon, used - to->cached);
    to->shared = least(to->shared, to->cached);
    to->free = to->total - used;
    if (!is_limited)
        to->free = least(to->free, host->free);
    to->available =
        to->free + to->slab_reclaimable + least(to->active_file + to->inactive_file, to->cached);
    to->available = least(to->available, to->total);
    if (!is_limited)
        to->available = least(to->available, host->available);
    to->swap_total = least(group->swap_limit / 1024, host->swap_total);
    to->swap_free = above(to->swap_total, group->swap_used / 1024);
}

void memory_read(const struct guests *guests, const struct guest *guest, struct memory *ret_memory)
{
    char text[8192];
    struct memory_host host = {0};
    struct memory_group group = {.limit = UINT64_MAX, .swap_limit = UINT64_MAX};
    if (host_file_read(guests, "/proc/meminfo", text, sizeof(text)) == 0)
        keys_take(text, HOST_KEYS, COUNT(HOST_KEYS), &host);
    if (guests->layout->cgroup.mode == VS_CGROUP_V2)
        group_v2(guests, guest, &group);
    else
        group_v1(guests, guest, &group);
    memory_derive(&group, &host, ret_memory);
}
