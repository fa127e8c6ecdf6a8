/* The CPU token bucket (rate, interval, size) and the weight. Source: kernel scheduler/sched-bwc.
 */
#include "limit-file.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define INTERVAL_US       ((uint64_t)100000) /* the kernel's own */
#define WEIGHT_DEFAULT    100ull
#define V1_SHARES_DEFAULT 1024ull /* what weight 100 is */

#define V1_QUOTA  "cpu.cfs_quota_us"
#define V1_PERIOD "cpu.cfs_period_us"
#define V1_BURST  "cpu.cfs_burst_us"
#define V2_BURST  "cpu.max.burst"

static uint64_t period_of(const struct vs_limit *limit)
{
    return limit->cpu_interval_us == VS_INFINITY ? INTERVAL_US : limit->cpu_interval_us;
}

static uint64_t quota_of(const struct vs_limit *limit)
{
    return limit->cpu_millicores * period_of(limit) / 1000;
}

/* As the kernel's numbers say it; quota VS_INFINITY: no ceiling. */
static void describe(uint64_t quota, uint64_t period, struct vs_limit *ret_limit)
{
    uint64_t safe = period ? period : INTERVAL_US;
    ret_limit->cpu_millicores =
        quota == VS_INFINITY ? VS_INFINITY : (quota * 1000 + safe / 2) / safe;
    ret_limit->cpu_interval_us = safe == INTERVAL_US ? VS_INFINITY : safe;
}

/* -EINVAL at the field that is to blame: the kernel wants burst <= quota and quota >= 1 ms. */
static enum vs_limit_field blame(const struct vs_limit_change *change)
{
    if (vs_limit_changes(change, VS_LIMIT_CPU))
        return VS_LIMIT_CPU;
    return vs_limit_changes(change, VS_LIMIT_CPU_INTERVAL) ? VS_LIMIT_CPU_INTERVAL
                                                           : VS_LIMIT_CPU_BURST;
}

static int set_quota_v1(int dir, const struct vs_limit *to)
{
    uint64_t period = 0;
    int r = vs_file_read_u64(dir, V1_PERIOD, &period);
    if (r == 0 && period != period_of(to)) { /* each write stops and restarts the group's clock */
        /* The old quota may be more than a shorter period allows for. */
        r = vs_file_write(dir, V1_QUOTA, "-1");
        r = r < 0 ? r : vs_file_write_u64(dir, V1_PERIOD, period_of(to));
    }
    if (r < 0)
        return r;
    return to->cpu_millicores == VS_INFINITY ? vs_file_write(dir, V1_QUOTA, "-1")
                                             : vs_file_write_u64(dir, V1_QUOTA, quota_of(to));
}

static int set_quota_v2(int dir, const struct vs_limit *to)
{
    char text[64];
    if (to->cpu_millicores == VS_INFINITY)
        (void)snprintf(text, sizeof(text), "max %" PRIu64, period_of(to));
    else
        (void)snprintf(text, sizeof(text), "%" PRIu64 " %" PRIu64, quota_of(to), period_of(to));
    return vs_file_write(dir, "cpu.max", text);
}

/* The kernel refuses a quota below the burst: take the burst away first, give it back at the end.
 */
static int set_bucket(int dir, struct vs_limit_change *change, const char *burst_file,
                      int (*set_quota)(int dir, const struct vs_limit *to))
{
    const struct vs_limit *from = change->from, *to = change->to;
    bool has_burst = faccessat(dir, burst_file, F_OK, 0) == 0;
    if (to->cpu_burst_us && !has_burst)
        return vs_limit_refuse(change, VS_LIMIT_CPU_BURST, -EOPNOTSUPP);
    if (to->cpu_millicores != VS_INFINITY && to->cpu_burst_us > quota_of(to))
        return vs_limit_refuse(change, blame(change), -EINVAL);
    int r = 0;
    if ((from->cpu_burst_us || to->cpu_burst_us) && has_burst)
        r = vs_file_write_u64(dir, burst_file, 0);
    r = r < 0 ? r : set_quota(dir, to);
    if (r < 0)
        return vs_limit_refuse(change, blame(change), r);
    if (to->cpu_burst_us)
        r = vs_file_write_u64(dir, burst_file, to->cpu_burst_us);
    return vs_limit_refuse(change, VS_LIMIT_CPU_BURST, r);
}

int vs_cpu_set_v1(int dir, struct vs_limit_change *change)
{
    return set_bucket(dir, change, V1_BURST, set_quota_v1);
}

int vs_cpu_set_v2(int dir, struct vs_limit_change *change)
{
    return set_bucket(dir, change, V2_BURST, set_quota_v2);
}

/* 0 when this kernel has no burst (before 5.14). */
static int get_burst(int dir, const char *file, uint64_t *ret_us)
{
    *ret_us = 0;
    int r = vs_file_read_u64(dir, file, ret_us);
    return r == -ENOENT ? 0 : r;
}

int vs_cpu_get_v1(int dir, struct vs_limit *ret_limit)
{
    char text[32];
    uint64_t period;
    int r = vs_file_read(dir, V1_QUOTA, text, sizeof(text));
    if (r == 0)
        r = vs_file_read_u64(dir, V1_PERIOD, &period);
    if (r < 0)
        return r;
    describe(text[0] == '-' ? VS_INFINITY : strtoull(text, NULL, 10), period, ret_limit);
    return get_burst(dir, V1_BURST, &ret_limit->cpu_burst_us);
}

int vs_cpu_get_v2(int dir, struct vs_limit *ret_limit)
{
    char text[64];
    int r = vs_file_read(dir, "cpu.max", text, sizeof(text));
    if (r < 0)
        return r;
    char *end = text + (!strncmp(text, "max", 3) ? 3 : 0);
    uint64_t quota = end > text ? VS_INFINITY : strtoull(text, &end, 10);
    describe(quota, strtoull(end, NULL, 10), ret_limit);
    return get_burst(dir, V2_BURST, &ret_limit->cpu_burst_us);
}

int vs_weight_set_v1(int dir, uint64_t weight)
{
    uint64_t value = weight == VS_INFINITY ? WEIGHT_DEFAULT : weight;
    uint64_t shares = (value * V1_SHARES_DEFAULT + WEIGHT_DEFAULT / 2) / WEIGHT_DEFAULT;
    return vs_file_write_u64(dir, "cpu.shares", shares);
}

int vs_weight_get_v1(int dir, uint64_t *ret_weight)
{
    uint64_t shares;
    int r = vs_file_read_u64(dir, "cpu.shares", &shares);
    if (r == 0)
        *ret_weight = (shares * WEIGHT_DEFAULT + V1_SHARES_DEFAULT / 2) / V1_SHARES_DEFAULT;
    return r;
}

int vs_weight_set_v2(int dir, uint64_t weight)
{
    return vs_file_write_u64(dir, "cpu.weight", weight == VS_INFINITY ? WEIGHT_DEFAULT : weight);
}

int vs_weight_get_v2(int dir, uint64_t *ret_weight)
{
    return vs_file_read_u64(dir, "cpu.weight", ret_weight);
}

static int set_cpu(const struct vs_limit_target *target, struct vs_limit_change *change)
{
    cleanup_fd int dir = vs_limit_directory(target, VS_CONTROLLER_CPU);
    if (dir < 0)
        return dir;
    return target->host->mode == VS_CGROUP_V2 ? vs_cpu_set_v2(dir, change)
                                              : vs_cpu_set_v1(dir, change);
}

static int get_cpu(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    cleanup_fd int dir = vs_limit_directory(target, VS_CONTROLLER_CPU);
    if (dir < 0)
        return dir;
    return target->host->mode == VS_CGROUP_V2 ? vs_cpu_get_v2(dir, ret_limit)
                                              : vs_cpu_get_v1(dir, ret_limit);
}

static int set_weight(const struct vs_limit_target *target, struct vs_limit_change *change)
{
    cleanup_fd int dir = vs_limit_directory(target, VS_CONTROLLER_CPU);
    if (dir < 0)
        return dir;
    return target->host->mode == VS_CGROUP_V2 ? vs_weight_set_v2(dir, change->to->cpu_weight)
                                              : vs_weight_set_v1(dir, change->to->cpu_weight);
}

static int get_weight(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    cleanup_fd int dir = vs_limit_directory(target, VS_CONTROLLER_CPU);
    if (dir < 0)
        return dir;
    return target->host->mode == VS_CGROUP_V2 ? vs_weight_get_v2(dir, &ret_limit->cpu_weight)
                                              : vs_weight_get_v1(dir, &ret_limit->cpu_weight);
}

const struct vs_limit_step vs_step_cpu = {VS_FIELD(VS_LIMIT_CPU) | VS_FIELD(VS_LIMIT_CPU_INTERVAL) |
                                              VS_FIELD(VS_LIMIT_CPU_BURST),
                                          set_cpu, get_cpu};
const struct vs_limit_step vs_step_weight = {VS_FIELD(VS_LIMIT_CPU_WEIGHT), set_weight, get_weight};
