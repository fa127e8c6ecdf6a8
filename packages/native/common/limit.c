#include "limit.h"
#include "limit-file.h"
#include "limit-unlimited.h"
#include <stdio.h>

/* One limit kind; the functions take a directory of the kind's controller. */
struct kind {
    const char *name;
    enum vs_controller controller;
    size_t offset; /* in struct vs_limit */
    int (*set_v1)(int dir, uint64_t value);
    int (*get_v1)(int dir, uint64_t *ret_value);
    int (*set_v2)(int dir, uint64_t value);
    int (*get_v2)(int dir, uint64_t *ret_value);
};

/* Memory first: it is the one the kernel may refuse. */
static const struct kind KINDS[] = {
    {"memory", VS_CONTROLLER_MEMORY, offsetof(struct vs_limit, memory_bytes), vs_memory_set_v1,
     vs_memory_get_v1, vs_memory_set_v2, vs_memory_get_v2},
    {"cpu", VS_CONTROLLER_CPU, offsetof(struct vs_limit, cpu_millicores), vs_cpu_set_v1,
     vs_cpu_get_v1, vs_cpu_set_v2, vs_cpu_get_v2},
    {"cpu-weight", VS_CONTROLLER_CPU, offsetof(struct vs_limit, cpu_weight), vs_weight_set_v1,
     vs_weight_get_v1, vs_weight_set_v2, vs_weight_get_v2},
    {"processes", VS_CONTROLLER_PIDS, offsetof(struct vs_limit, processes), vs_processes_set,
     vs_processes_get, vs_processes_set, vs_processes_get},
};
#define KIND_COUNT (sizeof(KINDS) / sizeof(KINDS[0]))

static uint64_t *field(struct vs_limit *limit, const struct kind *kind)
{
    return (uint64_t *)(void *)((char *)limit + kind->offset);
}

static int open_group(const struct vs_cgroup_host *host, const struct kind *kind, const char *group)
{
    char path[320];
    int r = vs_cgroup_path(host, kind->controller, group, path, sizeof(path));
    if (r < 0)
        return r;
    int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static int set_one(const struct vs_cgroup_host *host, const struct kind *kind, const char *group,
                   uint64_t value)
{
    cleanup_fd int dir = open_group(host, kind, group);
    if (dir < 0)
        return dir;
    return host->mode == VS_CGROUP_V2 ? kind->set_v2(dir, value) : kind->set_v1(dir, value);
}

static int get_one(const struct vs_cgroup_host *host, const struct kind *kind, const char *group,
                   uint64_t *ret_value)
{
    cleanup_fd int dir = open_group(host, kind, group);
    if (dir < 0)
        return dir;
    return host->mode == VS_CGROUP_V2 ? kind->get_v2(dir, ret_value) : kind->get_v1(dir, ret_value);
}

int vs_limit_get(const struct vs_cgroup_host *host, const char *group, struct vs_limit *ret_limit)
{
    struct vs_limit limit = vs_limit_unlimited();
    for (size_t i = 0; i < KIND_COUNT; i++) {
        int r = get_one(host, &KINDS[i], group, field(&limit, &KINDS[i]));
        if (r < 0)
            return r;
    }
    *ret_limit = limit;
    return 0;
}

static void set_back(const struct vs_cgroup_host *host, const char *group, size_t count,
                     struct vs_limit *before, struct vs_limit *wanted)
{
    for (size_t i = 0; i < count; i++)
        if (*field(wanted, &KINDS[i]) != VS_KEEP)
            (void)set_one(host, &KINDS[i], group, *field(before, &KINDS[i]));
}

int vs_limit_set(const struct vs_cgroup_host *host, const char *group, const struct vs_limit *limit,
                 struct vs_failure *ret_failure)
{
    struct vs_limit wanted = *limit, before;
    int r = vs_limit_get(host, group, &before);
    if (r < 0)
        return vs_fail(ret_failure, "limit-read", r);
    for (size_t i = 0; i < KIND_COUNT; i++) {
        uint64_t value = *field(&wanted, &KINDS[i]);
        if (value == VS_KEEP || value == *field(&before, &KINDS[i]))
            continue;
        r = set_one(host, &KINDS[i], group, value);
        if (r < 0) {
            set_back(host, group, i, &before, &wanted);
            return vs_fail(ret_failure, KINDS[i].name, r);
        }
    }
    return 0;
}
