/* What a guest uses of each limit, the most it used, what it may, and how often it was refused. */
#include "cleanup.h"
#include "disk.h"
#include "file.h"
#include "ipc.h"
#include "limit-file.h"
#include "limit-network.h"
#include "limit-sockets.h"
#include "limit-step.h"
#include "process-use.h"
#include <sched.h>
#include <stdio.h>

/* VS_KEEP stays where the kernel has no such file. */
static void take(int dir, const char *file, uint64_t *ret_value)
{
    uint64_t value;
    if (dir >= 0 && vs_file_read_u64(dir, file, &value) == 0)
        *ret_value = value;
}

static void take_keyed(int dir, const char *file, const char *key, uint64_t *ret_value)
{
    uint64_t value;
    if (dir >= 0 && vs_keyed_read(dir, file, key, &value) == 0)
        *ret_value = value;
}

static void use_memory_v2(int dir, struct vs_limit_use *memory, struct vs_limit_use *swap)
{
    take(dir, "memory.current", &memory->current);
    take(dir, "memory.peak", &memory->peak); /* 5.19 */
    take_keyed(dir, "memory.events", "max", &memory->hits);
    take(dir, "memory.swap.current", &swap->current);
    take(dir, "memory.swap.peak", &swap->peak); /* 6.5 */
    take_keyed(dir, "memory.swap.events", "max", &swap->hits);
}

/*
 * v1 counts memory, and memory with swap; a refusal for either is one of memory, and which of the
 * two fails first depends on the limit of swap. Newer kernels (seen on 6.18) do not count the
 * latter: then at least the processes it killed are known. Swap alone has no such figures.
 */
static void use_memory_v1(int dir, struct vs_limit_use *memory, struct vs_limit_use *swap)
{
    uint64_t with_swap = 0, killed = 0;
    take(dir, "memory.usage_in_bytes", &memory->current);
    take(dir, "memory.max_usage_in_bytes", &memory->peak);
    take(dir, "memory.failcnt", &memory->hits);
    take(dir, "memory.memsw.failcnt", &with_swap);
    take_keyed(dir, "memory.oom_control", "oom_kill", &killed);
    if (memory->hits != VS_KEEP)
        memory->hits += with_swap;
    if (memory->hits < killed)
        memory->hits = killed;
    take_keyed(dir, "memory.stat", "swap", &swap->current);
}

static void use_memory(const struct vs_limit_target *target, struct vs_limit_use *use)
{
    cleanup_fd int dir = vs_limit_directory(target, VS_CONTROLLER_MEMORY);
    if (target->host->mode == VS_CGROUP_V2)
        use_memory_v2(dir, &use[VS_USE_MEMORY], &use[VS_USE_SWAP]);
    else
        use_memory_v1(dir, &use[VS_USE_MEMORY], &use[VS_USE_SWAP]);
}

static void use_cpu(const struct vs_limit_target *target, struct vs_limit_use *use)
{
    cleanup_fd int dir = vs_limit_directory(target, VS_CONTROLLER_CPU);
    take_keyed(dir, "cpu.stat", "nr_throttled", &use[VS_USE_CPU].hits);
}

static void use_processes(const struct vs_limit_target *target, struct vs_limit_use *use)
{
    cleanup_fd int dir = vs_limit_directory(target, VS_CONTROLLER_PIDS);
    take(dir, "pids.current", &use[VS_USE_PROCESSES].current);
    take(dir, "pids.peak", &use[VS_USE_PROCESSES].peak); /* 6.1 on v2 */
    (void)vs_process_refusals(target, &use[VS_USE_PROCESSES].hits);
}

static void use_sockets(const struct vs_limit_target *target, struct vs_limit_use *use)
{
    struct vs_socket_count count;
    uint64_t limit;
    if (vs_sockets_count(target, &limit, &count) < 0)
        return;
    use[VS_USE_SOCKETS].current = count.current;
    use[VS_USE_SOCKETS].peak = count.peak;
    use[VS_USE_SOCKETS].hits = count.hits;
}

static void use_network(const struct vs_limit_target *target, struct vs_limit_use *use)
{
    struct vs_rates rates;
    if (vs_network_rates(target, &rates) < 0)
        return;
    use[VS_USE_NETWORK_OUT].hits = rates.out.dropped;
    use[VS_USE_NETWORK_IN].hits = rates.in.dropped;
}

static void use_attributes(const struct vs_limit_target *target, struct vs_limit_use *use)
{
    struct vs_process_use largest;
    if (vs_process_use(target, &largest) < 0)
        return;
    use[VS_USE_OPEN_FILES].current = largest.open_files;
    use[VS_USE_LOCKED_MEMORY].current = largest.locked_bytes;
    use[VS_USE_ADDRESS_SPACE].current = largest.address_space_bytes;
    use[VS_USE_ADDRESS_SPACE].peak = largest.address_space_peak_bytes;
}

static void use_ipc(const struct vs_limit_target *target, struct vs_limit_use *use)
{
    struct vs_ipc_use found;
    if (setns(target->pidfd, CLONE_NEWIPC) < 0 || vs_ipc_use(&found) < 0)
        return;
    use[VS_USE_SHARED_MEMORY].current = found.shared_memory_bytes;
    use[VS_USE_SEMAPHORES].current = found.semaphores;
    use[VS_USE_MESSAGE_QUEUES].current = found.message_queues;
}

static void use_disk(const struct vs_limit_target *target, struct vs_limit_use *use)
{
    static const struct {
        enum vs_limit_kind kind;
        const char *v1_file, *v1_word, *v2_key;
    } FIGURES[] = {
        {VS_USE_DISK_READ, "blkio.throttle.io_service_bytes", "Read", "rbytes"},
        {VS_USE_DISK_WRITE, "blkio.throttle.io_service_bytes", "Write", "wbytes"},
        {VS_USE_DISK_READ_OPERATIONS, "blkio.throttle.io_serviced", "Read", "rios"},
        {VS_USE_DISK_WRITE_OPERATIONS, "blkio.throttle.io_serviced", "Write", "wios"},
    };
    char disk[VS_DISK_SIZE];
    bool v2;
    cleanup_fd int dir = -1;
    if (vs_disk_of(target->storage, disk) < 0 ||
        !vs_cgroup_has_optional(target->host, VS_OPTIONAL_IO, &v2) ||
        vs_cgroup_open_optional(target->host, VS_OPTIONAL_IO, target->group, &dir) < 0)
        return;
    for (size_t i = 0; i < sizeof(FIGURES) / sizeof(FIGURES[0]); i++) {
        uint64_t *current = &use[FIGURES[i].kind].current;
        int r = v2 ? vs_disk_use_v2(dir, disk, FIGURES[i].v2_key, current)
                   : vs_disk_use_v1(dir, FIGURES[i].v1_file, disk, FIGURES[i].v1_word, current);
        if (r < 0)
            *current = VS_KEEP;
    }
}

/* Neither ext4 nor xfs counts refusals for a project, so hits stay without a figure. */
static void use_space(const struct vs_limit_target *target, struct vs_limit_use *use)
{
    struct vs_space_use found;
    if (!target->space || vs_space_use(target->space, &found) < 0)
        return;
    use[VS_USE_DISK_SPACE].current = found.bytes;
    use[VS_USE_INODES].current = found.inodes;
}

/* Soft and hard come from the limits themselves. */
static void take_limits(const struct vs_limit *limit, struct vs_limit_use *use)
{
    static const struct {
        enum vs_limit_kind kind;
        enum vs_limit_field field;
    } HARD[] = {
        {VS_USE_MEMORY, VS_LIMIT_MEMORY},
        {VS_USE_SWAP, VS_LIMIT_SWAP},
        {VS_USE_CPU, VS_LIMIT_CPU},
        {VS_USE_PROCESSES, VS_LIMIT_PROCESSES},
        {VS_USE_OPEN_FILES, VS_LIMIT_OPEN_FILES},
        {VS_USE_SOCKETS, VS_LIMIT_SOCKETS},
        {VS_USE_LOCKED_MEMORY, VS_LIMIT_LOCKED_MEMORY},
        {VS_USE_ADDRESS_SPACE, VS_LIMIT_ADDRESS_SPACE},
        {VS_USE_SHARED_MEMORY, VS_LIMIT_SHARED_MEMORY},
        {VS_USE_SEMAPHORES, VS_LIMIT_SEMAPHORES},
        {VS_USE_MESSAGE_QUEUES, VS_LIMIT_MESSAGE_QUEUES},
        {VS_USE_DISK_READ, VS_LIMIT_DISK_READ_BPS},
        {VS_USE_DISK_WRITE, VS_LIMIT_DISK_WRITE_BPS},
        {VS_USE_DISK_READ_OPERATIONS, VS_LIMIT_DISK_READ_IOPS},
        {VS_USE_DISK_WRITE_OPERATIONS, VS_LIMIT_DISK_WRITE_IOPS},
        {VS_USE_DISK_SPACE, VS_LIMIT_DISK_BYTES},
        {VS_USE_INODES, VS_LIMIT_INODES},
        {VS_USE_NETWORK_OUT, VS_LIMIT_NET_OUT},
        {VS_USE_NETWORK_IN, VS_LIMIT_NET_IN},
    };
    for (size_t i = 0; i < sizeof(HARD) / sizeof(HARD[0]); i++)
        use[HARD[i].kind].hard = vs_limit_number(limit, HARD[i].field);
    use[VS_USE_MEMORY].soft = limit->memory_high_bytes;
    use[VS_USE_DISK_SPACE].soft = limit->disk_soft_bytes;
    use[VS_USE_INODES].soft = limit->inodes_soft;
}

int vs_limit_use(const struct vs_limit_target *target, struct vs_limit_use_reply *ret_use)
{
    struct vs_limit limit;
    struct vs_limit_use *use = ret_use->kinds;
    int r = vs_limit_get(target, &limit);
    if (r < 0)
        return r;
    for (int i = 0; i < VS_USE_KINDS; i++)
        use[i] = (struct vs_limit_use){VS_KEEP, VS_KEEP, VS_KEEP, VS_KEEP, VS_KEEP};
    take_limits(&limit, use);
    use_memory(target, use);
    use_cpu(target, use);
    use_processes(target, use);
    use_sockets(target, use);
    use_network(target, use);
    use_attributes(target, use);
    use_ipc(target, use);
    use_disk(target, use);
    use_space(target, use);
    (void)vs_process_locks(target->pid, &use[VS_USE_FILE_LOCKS].current);
    return 0;
}
