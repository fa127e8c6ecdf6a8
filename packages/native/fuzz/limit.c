/* The kernel's limit files, whatever they say. */
#include "cgroup.h"
#include "cleanup.h"
#include "fuzz.h"
#include "limit-file.h"
#include "limit-step.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Of one line each. */
static const char *const FILES[] = {
    "cpu.cfs_quota_us",
    "cpu.cfs_period_us",
    "cpu.cfs_burst_us",
    "cpu.shares",
    "cpu.max",
    "cpu.max.burst",
    "cpu.weight",
    "memory.limit_in_bytes",
    "memory.memsw.limit_in_bytes",
    "memory.soft_limit_in_bytes",
    "memory.max",
    "memory.high",
    "memory.swap.max",
    "pids.max",
    "cpuset.cpus",
    /* Tables, which come last and get the same text. */
    "io.max",
    "io.stat",
    "blkio.throttle.read_bps_device",
    "blkio.throttle.io_service_bytes",
    "memory.events",
};
#define FILE_COUNT (sizeof(FILES) / sizeof(FILES[0]))
#define LINE_COUNT 15

static char root[] = "/dev/shm/vs-fuzz-XXXXXX";
static int files[FILE_COUNT];

static void remove_directory(void)
{
    char path[64];
    for (size_t i = 0; i < FILE_COUNT; i++) {
        (void)snprintf(path, sizeof(path), "%s/group/%s", root, FILES[i]);
        (void)unlink(path);
    }
    (void)snprintf(path, sizeof(path), "%s/group", root);
    (void)rmdir(path);
    (void)rmdir(root);
}

static void make_directory(void)
{
    char path[64];
    HOLDS(mkdtemp(root) && atexit(remove_directory) == 0);
    (void)snprintf(path, sizeof(path), "%s/group", root);
    HOLDS(mkdir(path, 0700) == 0);
    for (size_t i = 0; i < FILE_COUNT; i++) {
        (void)snprintf(path, sizeof(path), "%s/group/%s", root, FILES[i]);
        files[i] = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        HOLDS(files[i] >= 0);
    }
}

static void put(int file, const uint8_t *data, size_t size)
{
    HOLDS(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size);
}

/* The lines stand one after the other, then the table. */
static void fill_files(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < LINE_COUNT; i++) {
        const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
        size_t length = end ? (size_t)(end - data) + 1 : size;
        put(files[i], data, length);
        data += length;
        size -= length;
    }
    for (size_t i = LINE_COUNT; i < FILE_COUNT; i++)
        put(files[i], data, size);
}

static void read_limits(const struct vs_cgroup_host *host)
{
    static const struct vs_limit_step *const STEPS[] = {
        &vs_step_memory, &vs_step_cpu, &vs_step_weight, &vs_step_processes, &vs_step_cpu_set};
    struct vs_limit_target target = {.host = host, .group = "group"};
    struct vs_limit limit = {0};
    for (size_t i = 0; i < sizeof(STEPS) / sizeof(STEPS[0]); i++)
        (void)STEPS[i]->get(&target, &limit);
    HOLDS(memchr(limit.cpu_set, '\0', sizeof(limit.cpu_set)));
}

static void read_tables(void)
{
    char path[64];
    uint64_t value;
    (void)snprintf(path, sizeof(path), "%s/group", root);
    cleanup_fd int dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    HOLDS(dir >= 0);
    for (int field = VS_LIMIT_DISK_READ_BPS; field <= VS_LIMIT_DISK_WRITE_IOPS; field++)
        (void)vs_disk_get_v2(dir, "8:16", field, &value);
    (void)vs_disk_get_v1(dir, "8:16", VS_LIMIT_DISK_READ_BPS, &value);
    (void)vs_disk_use_v1(dir, "blkio.throttle.io_service_bytes", "8:16", "Read", &value);
    (void)vs_disk_use_v2(dir, "8:16", "rbytes", &value);
    (void)vs_keyed_read(dir, "memory.events", "max", &value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct vs_cgroup_host host = {.v1_count = 1};
    if (!host.v1[0].controllers) {
        make_directory();
        host.v1[0].controllers = ~0u;
        (void)snprintf(host.unified, sizeof(host.unified), "%s", root);
        (void)snprintf(host.v1[0].mount, sizeof(host.v1[0].mount), "%s", root);
    }
    fill_files(data, size);
    for (host.mode = VS_CGROUP_V2; host.mode <= VS_CGROUP_HYBRID; host.mode++)
        read_limits(&host);
    read_tables();
    return 0;
}
