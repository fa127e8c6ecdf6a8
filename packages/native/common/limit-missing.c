/*
 * Which limits this host cannot enforce: the file is not there, or the kernel refuses to be asked.
 * Those of disk space are a matter of the storage, see vs_self_test_missing().
 */
#include "cleanup.h"
#include "disk.h"
#include "kernel.h"
#include "limit-network.h"
#include "limit-sockets.h"
#include "limit-step.h"

static bool has_file(const struct vs_limit_target *parent, enum vs_controller controller,
                     const char *v1_file, const char *v2_file)
{
    cleanup_fd int dir = vs_limit_directory(parent, controller);
    const char *file = parent->host->mode == VS_CGROUP_V2 ? v2_file : v1_file;
    return dir >= 0 && faccessat(dir, file, F_OK, 0) == 0;
}

static uint64_t missing_files(const struct vs_limit_target *parent)
{
    static const struct {
        enum vs_limit_field field;
        enum vs_controller controller;
        const char *v1_file, *v2_file;
    } FILES[] = {
        {VS_LIMIT_MEMORY_HIGH, VS_CONTROLLER_MEMORY, "memory.soft_limit_in_bytes", "memory.high"},
        {VS_LIMIT_SWAP, VS_CONTROLLER_MEMORY, "memory.memsw.limit_in_bytes", "memory.swap.max"},
        {VS_LIMIT_CPU_BURST, VS_CONTROLLER_CPU, "cpu.cfs_burst_us", "cpu.max.burst"},
    };
    uint64_t missing = 0;
    for (size_t i = 0; i < sizeof(FILES) / sizeof(FILES[0]); i++)
        if (!has_file(parent, FILES[i].controller, FILES[i].v1_file, FILES[i].v2_file))
            missing |= VS_FIELD(FILES[i].field);
    return missing;
}

static uint64_t missing_settings(void)
{
    uint64_t missing = 0;
    if (access("/proc/sys/kernel/shmall", F_OK) < 0)
        missing |= VS_FIELD(VS_LIMIT_SHARED_MEMORY) | VS_FIELD(VS_LIMIT_SEMAPHORES);
    if (access("/proc/sys/kernel/msgmni", F_OK) < 0 ||
        access("/proc/sys/fs/mqueue/queues_max", F_OK) < 0)
        missing |= VS_FIELD(VS_LIMIT_MESSAGE_QUEUES);
    return missing;
}

uint64_t vs_limit_missing(const struct vs_cgroup_host *host, const char *parent,
                          const char *storage)
{
    const struct vs_limit_target target = {.host = host, .group = parent, .pidfd = -1};
    char disk[VS_DISK_SIZE];
    bool v2;
    uint64_t missing = missing_files(&target) | missing_settings();
    if (!vs_cgroup_has_optional(host, VS_OPTIONAL_CPUSET, &v2))
        missing |= VS_FIELD(VS_LIMIT_FIELD_CPU_SET);
    if (!vs_cgroup_has_optional(host, VS_OPTIONAL_IO, &v2) || vs_disk_of(storage, disk) < 0)
        missing |= vs_step_disk.fields;
    if (vs_sockets_probe() < 0)
        missing |= VS_FIELD(VS_LIMIT_SOCKETS);
    missing |= vs_network_limits_missing();
    return missing;
}
