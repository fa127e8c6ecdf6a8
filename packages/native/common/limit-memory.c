#include "limit-file.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* v1 reports "no limit" as the largest page multiple below 2^63. */
#define V1_INFINITY_FROM (1ull << 62)

static int write_v1(int dir, const char *file, uint64_t bytes)
{
    return bytes == VS_INFINITY ? vs_file_write(dir, file, "-1")
                                : vs_file_write_u64(dir, file, bytes);
}

int vs_memory_get_v1(int dir, uint64_t *ret_bytes)
{
    uint64_t bytes;
    int r = vs_file_read_u64(dir, "memory.limit_in_bytes", &bytes);
    if (r == 0)
        *ret_bytes = bytes >= V1_INFINITY_FROM ? VS_INFINITY : bytes;
    return r;
}

/* memory+swap, where the kernel counts it, may never be below memory: order by direction. */
int vs_memory_set_v1(int dir, uint64_t bytes)
{
    static const char SWAP[] = "memory.memsw.limit_in_bytes";
    bool has_swap = faccessat(dir, SWAP, F_OK, 0) == 0;
    uint64_t before = 0;
    int r = vs_memory_get_v1(dir, &before);
    if (r < 0)
        return r;
    bool grows = bytes > before;
    if (has_swap && grows)
        r = write_v1(dir, SWAP, bytes);
    if (r == 0)
        r = write_v1(dir, "memory.limit_in_bytes", bytes);
    if (r == 0 && has_swap && !grows) {
        r = write_v1(dir, SWAP, bytes);
        if (r < 0)
            (void)write_v1(dir, "memory.limit_in_bytes", before);
    }
    return r;
}

static int write_v2(int dir, const char *file, uint64_t value)
{
    return value == VS_INFINITY ? vs_file_write(dir, file, "max")
                                : vs_file_write_u64(dir, file, value);
}

static int read_v2(int dir, const char *file, uint64_t *ret_value)
{
    char text[64];
    int r = vs_file_read(dir, file, text, sizeof(text));
    if (r < 0)
        return r;
    *ret_value = !strncmp(text, "max", 3) ? VS_INFINITY : strtoull(text, NULL, 10);
    return 0;
}

int vs_memory_get_v2(int dir, uint64_t *ret_bytes)
{
    return read_v2(dir, "memory.max", ret_bytes);
}

/*
 * Writing memory.max below the use would kill processes. memory.high reclaims, as part of the
 * write, and throttles growth meanwhile; only when the guest then fits is the ceiling set. Source:
 * cgroup-v2.rst, memory.high.
 */
static int shrink_v2(int dir, uint64_t bytes)
{
    uint64_t used = 0;
    int r = vs_file_write_u64(dir, "memory.high", bytes);
    if (r == 0)
        r = vs_file_read_u64(dir, "memory.current", &used);
    if (r == 0 && used > bytes)
        r = -EBUSY;
    if (r == 0)
        r = vs_file_write_u64(dir, "memory.max", bytes);
    (void)vs_file_write(dir, "memory.high", "max");
    return r;
}

int vs_memory_set_v2(int dir, uint64_t bytes)
{
    uint64_t used = 0;
    int r = vs_file_read_u64(dir, "memory.current", &used);
    if (r < 0)
        return r;
    r = bytes < used ? shrink_v2(dir, bytes) : write_v2(dir, "memory.max", bytes);
    if (r < 0 || faccessat(dir, "memory.swap.max", F_OK, 0) < 0)
        return r;
    /* As on v1: the ceiling holds for memory and swap together, so a limited guest gets no swap. */
    return vs_file_write(dir, "memory.swap.max", bytes == VS_INFINITY ? "max" : "0");
}

int vs_processes_set(int dir, uint64_t count)
{
    return write_v2(dir, "pids.max", count);
}

int vs_processes_get(int dir, uint64_t *ret_count)
{
    return read_v2(dir, "pids.max", ret_count);
}
