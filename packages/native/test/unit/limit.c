/* The limit files, on ordinary files that stand in for the kernel's. */
#include "check.h"
#include "limit-file.h"
#include <string.h>

static void put(int dir, const char *name, const char *text)
{
    cleanup_fd int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
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

static void test_infinity_is_told_apart(int dir)
{
    uint64_t found;
    put(dir, "cpu.cfs_quota_us", "-1\n");
    put(dir, "cpu.cfs_period_us", "100000\n");
    CHECK(vs_cpu_get_v1(dir, &found) == 0 && found == VS_INFINITY);
    put(dir, "cpu.cfs_quota_us", "150000\n");
    CHECK(vs_cpu_get_v1(dir, &found) == 0 && found == 1500);
    put(dir, "cpu.max", "max 100000\n");
    CHECK(vs_cpu_get_v2(dir, &found) == 0 && found == VS_INFINITY);
    put(dir, "cpu.max", "25000 100000\n");
    CHECK(vs_cpu_get_v2(dir, &found) == 0 && found == 250);
    put(dir, "memory.limit_in_bytes", "9223372036854771712\n");
    CHECK(vs_memory_get_v1(dir, &found) == 0 && found == VS_INFINITY);
    put(dir, "memory.max", "max\n");
    CHECK(vs_memory_get_v2(dir, &found) == 0 && found == VS_INFINITY);
    put(dir, "pids.max", "max\n");
    CHECK(vs_processes_get(dir, &found) == 0 && found == VS_INFINITY);
    put(dir, "pids.max", "64\n");
    CHECK(vs_processes_get(dir, &found) == 0 && found == 64);
}

static void test_v2_memory_below_the_use_is_refused_and_the_throttle_lifted(int dir)
{
    char text[32];
    put(dir, "memory.max", "max\n");
    put(dir, "memory.current", "50000000\n"); /* stays: nothing can be reclaimed */
    put(dir, "memory.high", "");
    CHECK(vs_memory_set_v2(dir, 40000000) == -EBUSY);
    CHECK(vs_file_read(dir, "memory.max", text, sizeof(text)) == 0 && !strcmp(text, "max\n"));
    CHECK(vs_file_read(dir, "memory.high", text, sizeof(text)) == 0 && !strncmp(text, "max", 3));
}

int main(void)
{
    static const char *const FILES[] = {
        "cpu.shares", "cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.max", "memory.limit_in_bytes",
        "memory.max", "memory.current",   "memory.high",       "pids.max"};
    char path[] = "/tmp/vs-limit-XXXXXX";
    CHECK(mkdtemp(path));
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    test_every_weight_survives_the_way_through_v1_shares(dir);
    test_infinity_is_told_apart(dir);
    test_v2_memory_below_the_use_is_refused_and_the_throttle_lifted(dir);
    for (size_t i = 0; i < sizeof(FILES) / sizeof(FILES[0]); i++)
        (void)unlinkat(dir, FILES[i], 0);
    CHECK(rmdir(path) == 0);
    return 0;
}
