/* The limit files, on ordinary files that stand in for the kernel's. */
#include "check.h"
#include "limit-file.h"
#include "limit-unlimited.h"
#include <string.h>
#include <sys/stat.h>

static void put(int dir, const char *name, const char *text)
{
    cleanup_fd int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
}

/* A stand-in is not truncated by a write, unlike the kernel's files, so only a prefix counts. */
static bool says(int dir, const char *name, const char *wanted)
{
    char text[64];
    return vs_file_read(dir, name, text, sizeof(text)) == 0 &&
           !strncmp(text, wanted, strlen(wanted));
}

static struct vs_limit with_cpu(uint64_t millicores, uint64_t interval, uint64_t burst)
{
    struct vs_limit limit = vs_limit_unlimited();
    limit.cpu_millicores = millicores;
    limit.cpu_interval_us = interval;
    limit.cpu_burst_us = burst;
    return limit;
}

static struct vs_limit with_memory(uint64_t memory, uint64_t high, uint64_t swap)
{
    struct vs_limit limit = vs_limit_unlimited();
    limit.memory_bytes = memory;
    limit.memory_high_bytes = high;
    limit.swap_bytes = swap;
    return limit;
}

static void test_every_weight_survives_the_way_through_v1_shares(int dir)
{
    uint64_t found;
    for (uint64_t weight = 1; weight <= 10000; weight += weight < 200 ? 1 : 37) {
        put(dir, "cpu.shares", "");
        CHECK(vs_weight_set_v1(dir, weight) == 0);
        CHECK(vs_weight_get_v1(dir, &found) == 0 && found == weight);
    }
}

static void test_the_bucket_is_read_back_as_it_was_said(int dir)
{
    struct vs_limit found = vs_limit_unlimited();
    put(dir, "cpu.cfs_quota_us", "-1\n");
    put(dir, "cpu.cfs_period_us", "100000\n");
    put(dir, "cpu.cfs_burst_us", "0\n");
    CHECK(vs_cpu_get_v1(dir, &found) == 0 && found.cpu_millicores == VS_INFINITY);
    CHECK(found.cpu_interval_us == VS_INFINITY && found.cpu_burst_us == 0);
    put(dir, "cpu.cfs_quota_us", "7500\n");
    put(dir, "cpu.cfs_period_us", "30000\n");
    put(dir, "cpu.cfs_burst_us", "5000\n");
    CHECK(vs_cpu_get_v1(dir, &found) == 0 && found.cpu_millicores == 250);
    CHECK(found.cpu_interval_us == 30000 && found.cpu_burst_us == 5000);
    put(dir, "cpu.max", "max 100000\n");
    put(dir, "cpu.max.burst", "0\n");
    CHECK(vs_cpu_get_v2(dir, &found) == 0 && found.cpu_millicores == VS_INFINITY);
    put(dir, "cpu.max", "25000 50000\n");
    CHECK(vs_cpu_get_v2(dir, &found) == 0 && found.cpu_millicores == 500);
    CHECK(found.cpu_interval_us == 50000);
}

static void test_a_bucket_larger_than_one_interval_gives_is_refused(int dir)
{
    struct vs_limit from = vs_limit_unlimited(), to = with_cpu(500, 100000, 60000);
    struct vs_limit_change change = {.from = &from, .to = &to};
    put(dir, "cpu.max", "");
    put(dir, "cpu.max.burst", "0");
    CHECK(vs_cpu_set_v2(dir, &change) == -EINVAL && change.refused == VS_LIMIT_CPU);
    CHECK(says(dir, "cpu.max", ""));
    to.cpu_burst_us = 20000;
    CHECK(vs_cpu_set_v2(dir, &change) == 0);
    CHECK(says(dir, "cpu.max", "50000 100000") && says(dir, "cpu.max.burst", "20000"));
    CHECK(unlinkat(dir, "cpu.max.burst", 0) == 0); /* a kernel before 5.14 */
    CHECK(vs_cpu_set_v2(dir, &change) == -EOPNOTSUPP && change.refused == VS_LIMIT_CPU_BURST);
}

static void test_infinity_is_told_apart(int dir)
{
    struct vs_limit found = vs_limit_unlimited();
    uint64_t value;
    put(dir, "memory.limit_in_bytes", "9223372036854771712\n");
    put(dir, "memory.soft_limit_in_bytes", "9223372036854771712\n");
    put(dir, "memory.memsw.limit_in_bytes", "9223372036854771712\n");
    CHECK(vs_memory_get_v1(dir, &found) == 0 && found.memory_bytes == VS_INFINITY);
    CHECK(found.memory_high_bytes == VS_INFINITY && found.swap_bytes == VS_INFINITY);
    put(dir, "memory.max", "max\n");
    put(dir, "memory.high", "max\n");
    put(dir, "memory.swap.max", "0\n");
    CHECK(vs_memory_get_v2(dir, &found) == 0 && found.memory_bytes == VS_INFINITY);
    CHECK(found.swap_bytes == 0);
    put(dir, "pids.max", "max\n");
    CHECK(vs_max_read(dir, "pids.max", &value) == 0 && value == VS_INFINITY);
    put(dir, "pids.max", "64\n");
    CHECK(vs_max_read(dir, "pids.max", &value) == 0 && value == 64);
}

static void test_v1_tells_swap_from_memory(int dir)
{
    struct vs_limit from = with_memory(64 << 20, VS_INFINITY, VS_INFINITY);
    struct vs_limit to = with_memory(64 << 20, 32 << 20, 8 << 20), found = from;
    struct vs_limit_change change = {.from = &from, .to = &to};
    put(dir, "memory.limit_in_bytes", "");
    put(dir, "memory.soft_limit_in_bytes", "");
    put(dir, "memory.memsw.limit_in_bytes", "99999999");
    CHECK(vs_memory_set_v1(dir, &change) == 0);
    CHECK(vs_memory_get_v1(dir, &found) == 0 && found.swap_bytes == 8 << 20);
    CHECK(found.memory_bytes == 64 << 20 && found.memory_high_bytes == 32 << 20);
    CHECK(unlinkat(dir, "memory.memsw.limit_in_bytes", 0) == 0); /* no swap accounting */
    CHECK(vs_memory_set_v1(dir, &change) == -EOPNOTSUPP && change.refused == VS_LIMIT_SWAP);
    to.memory_bytes = VS_INFINITY;
    put(dir, "memory.memsw.limit_in_bytes", "99999999");
    CHECK(vs_memory_set_v1(dir, &change) == -EINVAL && change.refused == VS_LIMIT_SWAP);
}

static void test_v2_memory_below_the_use_is_refused_and_the_throttle_set_back(int dir)
{
    struct vs_limit from = with_memory(VS_INFINITY, 45000000, VS_INFINITY);
    struct vs_limit to = with_memory(40000000, 45000000, VS_INFINITY);
    struct vs_limit_change change = {.from = &from, .to = &to};
    put(dir, "memory.max", "max\n");
    put(dir, "memory.current", "50000000\n"); /* stays: nothing can be reclaimed */
    put(dir, "memory.high", "");
    CHECK(vs_memory_set_v2(dir, &change) == -EBUSY && change.refused == VS_LIMIT_MEMORY);
    CHECK(says(dir, "memory.max", "max\n") && says(dir, "memory.high", "45000000"));
}

static void test_disk_limits_are_those_of_the_disk(int dir)
{
    uint64_t value;
    put(dir, "blkio.throttle.write_bps_device", "8:0 5\n254:0 1048576\n");
    CHECK(vs_disk_get_v1(dir, "254:0", VS_LIMIT_DISK_WRITE_BPS, &value) == 0 && value == 1048576);
    CHECK(vs_disk_get_v1(dir, "54:0", VS_LIMIT_DISK_WRITE_BPS, &value) == 0);
    CHECK(value == VS_INFINITY);
    put(dir, "io.max",
        "8:0 rbps=1 wbps=2 riops=3 wiops=4\n254:0 rbps=max wbps=7 riops=max wiops=9\n");
    CHECK(vs_disk_get_v2(dir, "254:0", VS_LIMIT_DISK_WRITE_BPS, &value) == 0 && value == 7);
    CHECK(vs_disk_get_v2(dir, "254:0", VS_LIMIT_DISK_READ_BPS, &value) == 0);
    CHECK(value == VS_INFINITY);
    CHECK(vs_disk_get_v2(dir, "8:0", VS_LIMIT_DISK_WRITE_IOPS, &value) == 0 && value == 4);
    put(dir, "io.max", "");
    CHECK(vs_disk_set_v2(dir, "254:0", VS_LIMIT_DISK_READ_IOPS, 100) == 0);
    CHECK(says(dir, "io.max", "254:0 riops=100"));
    put(dir, "io.stat", "254:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n");
    CHECK(vs_disk_use_v2(dir, "254:0", "wbytes", &value) == 0 && value == 8192);
    put(dir, "blkio.throttle.io_serviced", "254:0 Read 3\n254:0 Write 4\nTotal 7\n");
    CHECK(vs_disk_use_v1(dir, "blkio.throttle.io_serviced", "254:0", "Write", &value) == 0);
    CHECK(value == 4);
}

static void test_a_keyed_number_is_found_by_its_whole_key(int dir)
{
    uint64_t value;
    put(dir, "cpu.stat", "nr_periods 5\nnr_throttled 3\nthrottled_usec 77");
    CHECK(vs_keyed_read(dir, "cpu.stat", "nr_throttled", &value) == 0 && value == 3);
    CHECK(vs_keyed_read(dir, "cpu.stat", "throttled_usec", &value) == 0 && value == 77);
    CHECK(vs_keyed_read(dir, "cpu.stat", "throttled", &value) == -ENOENT);
}

static void remove_files(int dir)
{
    cleanup_dir DIR *listing = fdopendir(dup(dir));
    CHECK(listing);
    for (struct dirent *entry; (entry = readdir(listing));)
        (void)unlinkat(dir, entry->d_name, 0);
}

int main(void)
{
    char path[] = "/tmp/vs-limit-XXXXXX";
    CHECK(mkdtemp(path));
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    test_every_weight_survives_the_way_through_v1_shares(dir);
    test_the_bucket_is_read_back_as_it_was_said(dir);
    test_a_bucket_larger_than_one_interval_gives_is_refused(dir);
    test_infinity_is_told_apart(dir);
    test_v1_tells_swap_from_memory(dir);
    test_v2_memory_below_the_use_is_refused_and_the_throttle_set_back(dir);
    test_disk_limits_are_those_of_the_disk(dir);
    test_a_keyed_number_is_found_by_its_whole_key(dir);
    remove_files(dir);
    CHECK(rmdir(path) == 0);
    return 0;
}
