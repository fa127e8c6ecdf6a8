#include "cpu.h"
#include "group-file.h"
#include "keys.h"
#include <stdlib.h>
#include <string.h>

#define ONLINE "/sys/devices/system/cpu/online"

uint32_t cpu_list_count(const char *list, uint32_t *ret_first)
{
    uint64_t count = 0, first = UINT32_MAX;
    for (const char *at = list; *at >= '0' && *at <= '9';) {
        char *end;
        uint64_t from = strtoull(at, &end, 10), to = from;
        if (*end == '-')
            to = strtoull(end + 1, &end, 10);
        if (to >= from && to - from < UINT16_MAX)
            count += to - from + 1;
        if (from < first)
            first = from;
        at = *end == ',' ? end + 1 : "";
    }
    *ret_first = count ? (uint32_t)first : 0;
    return count < CPUS_MAX ? (uint32_t)count : CPUS_MAX;
}

uint32_t cpus_for_rate(uint64_t millicores, uint32_t available)
{
    uint32_t most = available ? available : 1;
    if (millicores >= (uint64_t)most * 1000)
        return most;
    uint32_t wanted = (uint32_t)((millicores + 999) / 1000);
    return wanted ? wanted : 1;
}

/* In thousandths of a processor; UINT64_MAX: no limit. */
static uint64_t read_rate(const struct guests *guests, const struct guest *guest)
{
    char text[64];
    uint64_t period = 0;
    bool v2 = guests->layout->cgroup.mode == VS_CGROUP_V2;
    const char *file = v2 ? "cpu.max" : "cpu.cfs_quota_us";
    if (group_read(guests, guest, GROUP_CPU, file, text, sizeof(text)) < 0)
        return UINT64_MAX;
    if (text[0] < '0' || text[0] > '9') /* "max 100000", "-1" */
        return UINT64_MAX;
    char *rest;
    uint64_t quota = strtoull(text, &rest, 10);
    if (v2)
        period = strtoull(rest, NULL, 10);
    else if (group_read_u64(guests, guest, GROUP_CPU, "cpu.cfs_period_us", &period) < 0)
        return UINT64_MAX;
    return period ? (quota * 1000 + period / 2) / period : UINT64_MAX;
}

static bool read_set(const struct guests *guests, const struct guest *guest, char *ret_list,
                     size_t size)
{
    const struct vs_cgroup_host *host = &guests->layout->cgroup;
    const char *file =
        host->optional[VS_OPTIONAL_CPUSET][0] ? "cpuset.effective_cpus" : "cpuset.cpus.effective";
    return group_read(guests, guest, GROUP_CPUSET, file, ret_list, size) == 0;
}

void cpus_read(const struct guests *guests, const struct guest *guest, struct cpus *ret_cpus)
{
    char list[1024] = "";
    uint32_t count = 0;
    if (read_set(guests, guest, list, sizeof(list)))
        count = cpu_list_count(list, &ret_cpus->first);
    if (count == 0 && host_file_read(guests, ONLINE, list, sizeof(list)) == 0)
        count = cpu_list_count(list, &ret_cpus->first);
    ret_cpus->shown = cpus_for_rate(read_rate(guests, guest), count);
}

static void use_v1(const struct guests *guests, const struct guest *guest, struct cpu_use *ret_use)
{
    char text[512];
    uint64_t throttled_ns = 0;
    static const struct key KEYS[] = {{"throttled_time", 0}};
    uint64_t user_ns = 0, system_ns = 0;
    (void)group_read_u64(guests, guest, GROUP_CPUACCT, "cpuacct.usage_user", &user_ns);
    (void)group_read_u64(guests, guest, GROUP_CPUACCT, "cpuacct.usage_sys", &system_ns);
    if (group_read(guests, guest, GROUP_CPU, "cpu.stat", text, sizeof(text)) == 0)
        keys_take(text, KEYS, 1, &throttled_ns);
    ret_use->user_us = user_ns / 1000;
    ret_use->system_us = system_ns / 1000;
    ret_use->throttled_us = throttled_ns / 1000;
}

static void use_v2(const struct guests *guests, const struct guest *guest, struct cpu_use *ret_use)
{
    static const struct key KEYS[] = {
        {"user_usec", offsetof(struct cpu_use, user_us)},
        {"system_usec", offsetof(struct cpu_use, system_us)},
        {"throttled_usec", offsetof(struct cpu_use, throttled_us)},
    };
    char text[1024];
    if (group_read(guests, guest, GROUP_CPU, "cpu.stat", text, sizeof(text)) == 0)
        keys_take(text, KEYS, sizeof(KEYS) / sizeof(KEYS[0]), ret_use);
}

void cpu_use_read(const struct guests *guests, const struct guest *guest, struct cpu_use *ret_use)
{
    *ret_use = (struct cpu_use){0};
    if (guests->layout->cgroup.mode == VS_CGROUP_V2)
        use_v2(guests, guest, ret_use);
    else
        use_v1(guests, guest, ret_use);
}

static uint64_t since(uint64_t now, uint64_t before)
{
    return now > before ? now - before : 0;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* None of the sums ever goes back, whatever the limits were meanwhile. */
static void advance(struct cpu_clock *clock, uint64_t uptime_us, uint32_t shown,
                    const struct cpu_use *use)
{
    uint64_t used_us = use->user_us + use->system_us;
    uint64_t passed_us = since(uptime_us, clock->uptime_us) * shown;
    uint64_t unused_us = since(passed_us, since(used_us, clock->used_us));
    uint64_t steal_us = least(since(use->throttled_us, clock->throttled_us), unused_us);
    clock->steal_us += steal_us;
    clock->idle_us += unused_us - steal_us;
    clock->uptime_us = uptime_us > clock->uptime_us ? uptime_us : clock->uptime_us;
    clock->used_us = used_us > clock->used_us ? used_us : clock->used_us;
    clock->throttled_us =
        use->throttled_us > clock->throttled_us ? use->throttled_us : clock->throttled_us;
}

/* Two copies: a server that dies half way has written the one that nobody reads. */
const struct cpu_clock *cpu_clock_read(const struct guest *guest, uint32_t shown,
                                       const struct cpu_use *use)
{
    struct slot *slot = guest->slot;
    uint32_t now = slot->clock_now & 1;
    struct cpu_clock *next = &slot->clocks[1 - now];
    *next = slot->clocks[now];
    if (next->started_at != guest->known->started_at)
        *next = (struct cpu_clock){.started_at = guest->known->started_at};
    advance(next, guest_uptime_us(guest), shown, use);
    __atomic_store_n(&slot->clock_now, 1 - now, __ATOMIC_RELEASE);
    return next;
}
