#include "limit-file.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PERIOD_US         ((uint64_t)100000)
#define US_PER_MILLICORE  (PERIOD_US / 1000)
#define WEIGHT_DEFAULT    100ull
#define V1_SHARES_DEFAULT 1024ull /* what weight 100 is */

int vs_cpu_set_v1(int dir, uint64_t millicores)
{
    if (millicores == VS_INFINITY)
        return vs_file_write(dir, "cpu.cfs_quota_us", "-1");
    uint64_t period = 0;
    int r = vs_file_read_u64(dir, "cpu.cfs_period_us", &period);
    if (r == 0 && period != PERIOD_US) /* each write stops and restarts the group's clock */
        r = vs_file_write_u64(dir, "cpu.cfs_period_us", PERIOD_US);
    return r < 0 ? r : vs_file_write_u64(dir, "cpu.cfs_quota_us", millicores * US_PER_MILLICORE);
}

int vs_cpu_get_v1(int dir, uint64_t *ret_millicores)
{
    char text[32];
    uint64_t period;
    int r = vs_file_read(dir, "cpu.cfs_quota_us", text, sizeof(text));
    if (r == 0)
        r = vs_file_read_u64(dir, "cpu.cfs_period_us", &period);
    if (r < 0)
        return r;
    *ret_millicores =
        text[0] == '-' ? VS_INFINITY : strtoull(text, NULL, 10) * 1000 / (period ? period : 1);
    return 0;
}

int vs_cpu_set_v2(int dir, uint64_t millicores)
{
    char text[64];
    if (millicores == VS_INFINITY)
        (void)snprintf(text, sizeof(text), "max %" PRIu64, PERIOD_US);
    else
        (void)snprintf(text, sizeof(text), "%" PRIu64 " %" PRIu64, millicores * US_PER_MILLICORE,
                       PERIOD_US);
    return vs_file_write(dir, "cpu.max", text);
}

int vs_cpu_get_v2(int dir, uint64_t *ret_millicores)
{
    char text[64], *end;
    int r = vs_file_read(dir, "cpu.max", text, sizeof(text));
    if (r < 0)
        return r;
    uint64_t quota = strtoull(text, &end, 10);
    uint64_t period = strtoull(end, NULL, 10);
    *ret_millicores = end == text ? VS_INFINITY : quota * 1000 / (period ? period : 1);
    return 0;
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
