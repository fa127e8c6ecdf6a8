#include "cleanup.h"
#include "kernel.h"
#include "limit-step.h"
#include "limit-unlimited.h"

static const char *const NAMES[VS_LIMIT_FIELDS] = {
    [VS_LIMIT_MEMORY] = "memory",
    [VS_LIMIT_MEMORY_HIGH] = "memory-high",
    [VS_LIMIT_SWAP] = "swap",
    [VS_LIMIT_CPU] = "cpu",
    [VS_LIMIT_CPU_INTERVAL] = "cpu-interval",
    [VS_LIMIT_CPU_BURST] = "cpu-burst",
    [VS_LIMIT_CPU_WEIGHT] = "cpu-weight",
    [VS_LIMIT_PROCESSES] = "processes",
    [VS_LIMIT_OPEN_FILES] = "open-files",
    [VS_LIMIT_SOCKETS] = "sockets",
    [VS_LIMIT_LOCKED_MEMORY] = "locked-memory",
    [VS_LIMIT_ADDRESS_SPACE] = "address-space",
    [VS_LIMIT_SHARED_MEMORY] = "shared-memory",
    [VS_LIMIT_SEMAPHORES] = "semaphores",
    [VS_LIMIT_MESSAGE_QUEUES] = "message-queues",
    [VS_LIMIT_DISK_READ_BPS] = "disk-read",
    [VS_LIMIT_DISK_WRITE_BPS] = "disk-write",
    [VS_LIMIT_DISK_READ_IOPS] = "disk-read-operations",
    [VS_LIMIT_DISK_WRITE_IOPS] = "disk-write-operations",
    [VS_LIMIT_NICE] = "nice",
    [VS_LIMIT_IO_PRIORITY] = "io-priority",
    [VS_LIMIT_OOM_BIAS] = "oom-bias",
    [VS_LIMIT_DISK_BYTES] = "disk",
    [VS_LIMIT_DISK_SOFT_BYTES] = "disk-soft",
    [VS_LIMIT_INODES] = "inodes",
    [VS_LIMIT_INODES_SOFT] = "inodes-soft",
    [VS_LIMIT_NET_OUT] = "network-out",
    [VS_LIMIT_NET_IN] = "network-in",
    [VS_LIMIT_FIELD_CPU_SET] = "cpu-set",
};

/* Memory first: the kernel may refuse it. What cannot always be taken back comes last. */
static const struct vs_limit_step *const STEPS[] = {
    &vs_step_memory,  &vs_step_cpu,        &vs_step_weight,  &vs_step_processes,
    &vs_step_cpu_set, &vs_step_disk,       &vs_step_sockets, &vs_step_ipc,
    &vs_step_space,   &vs_step_attributes, &vs_step_network,
};
#define STEP_COUNT  (sizeof(STEPS) / sizeof(STEPS[0]))
#define GROUP_STEPS 7 /* the first ones */

const char *vs_limit_name(enum vs_limit_field field)
{
    return NAMES[field];
}

int vs_limit_directory(const struct vs_limit_target *target, enum vs_controller controller)
{
    char path[320];
    int r = vs_cgroup_path(target->host, controller, target->group, path, sizeof(path));
    if (r < 0)
        return r;
    int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static bool has_work(const struct vs_limit_step *step, const struct vs_limit_change *change)
{
    for (int field = 0; field < VS_LIMIT_FIELDS; field++)
        if ((step->fields & VS_FIELD(field)) && vs_limit_changes(change, field))
            return true;
    return false;
}

/* *ret_done: how many steps were begun, the refused one among them. */
static int run_steps(const struct vs_limit_target *target, struct vs_limit_change *change,
                     size_t count, size_t *ret_done)
{
    for (size_t i = 0; i < count; i++) {
        if (!has_work(STEPS[i], change))
            continue;
        change->refused = (enum vs_limit_field)__builtin_ctz(STEPS[i]->fields);
        *ret_done = i + 1;
        int r = STEPS[i]->set(target, change);
        if (r < 0)
            return r;
    }
    return 0;
}

static void overlay(struct vs_limit *limit, const struct vs_limit *wanted)
{
    for (int field = 0; field < VS_LIMIT_NUMBERS; field++)
        if (vs_limit_number(wanted, field) != VS_KEEP)
            *vs_limit_at(limit, field) = vs_limit_number(wanted, field);
    if (wanted->cpu_set[0])
        memcpy(limit->cpu_set, wanted->cpu_set, VS_CPU_SET_SIZE);
}

int vs_limit_get(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    struct vs_limit limit = vs_limit_unlimited();
    for (size_t i = 0; i < STEP_COUNT; i++) {
        int r = STEPS[i]->get(target, &limit);
        if (r < 0)
            return r;
    }
    *ret_limit = limit;
    return 0;
}

int vs_limit_set(const struct vs_limit_target *target, const struct vs_limit *limit,
                 struct vs_failure *ret_failure)
{
    struct vs_limit before, after;
    size_t done = 0;
    int r = vs_limit_get(target, &before);
    if (r < 0)
        return vs_fail(ret_failure, "limit-read", r);
    after = before;
    overlay(&after, limit);
    struct vs_limit_change change = {.from = &before, .to = &after};
    r = run_steps(target, &change, STEP_COUNT, &done);
    if (r == 0)
        return 0;
    struct vs_limit_change undo = {.from = &after, .to = &before};
    while (done-- > 0)
        if (has_work(STEPS[done], &undo))
            (void)STEPS[done]->set(target, &undo);
    return vs_fail(ret_failure, vs_limit_name(change.refused), r);
}

int vs_limit_start_groups(const struct vs_limit_target *target, const struct vs_limit *limit,
                          struct vs_failure *ret_failure)
{
    struct vs_limit fresh = vs_limit_unlimited();
    struct vs_limit_change change = {.from = &fresh, .to = limit};
    size_t done;
    int r = run_steps(target, &change, GROUP_STEPS, &done);
    return vs_fail(ret_failure, vs_limit_name(change.refused), r);
}

int vs_limit_start_ipc(const struct vs_limit_target *target, const struct vs_limit *limit,
                       struct vs_failure *ret_failure)
{
    struct vs_limit fresh = vs_limit_unlimited();
    struct vs_limit_change change = {.from = &fresh, .to = limit};
    if (!has_work(&vs_step_ipc, &change))
        return 0;
    int r = vs_step_ipc.set(target, &change);
    return vs_fail(ret_failure, vs_limit_name(change.refused), r);
}

int vs_limit_start_network(const struct vs_limit_target *target, const struct vs_limit *limit,
                           struct vs_failure *ret_failure)
{
    struct vs_limit fresh = vs_limit_unlimited();
    struct vs_limit_change change = {.from = &fresh, .to = limit};
    if (!has_work(&vs_step_network, &change))
        return 0;
    int r = vs_step_network.set(target, &change);
    return vs_fail(ret_failure, vs_limit_name(change.refused), r);
}
