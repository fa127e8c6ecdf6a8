/* The processors that a guest sees, and the time it has had on them. */
#pragma once
#include "guest.h"

#define CPUS_MAX 512 /* that a guest is shown */

struct cpus {
    uint32_t shown; /* as many as its rate fills, of those that its set has */
    uint32_t first; /* processor of the host that stands for them in cpuinfo */
};

struct cpu_use {
    uint64_t user_us, system_us, throttled_us;
};

/* Numbers in a list such as "0-2,5"; *ret_first is the lowest. */
uint32_t cpu_list_count(const char *list, uint32_t *ret_first);
/* How many of so many processors a rate fills; UINT64_MAX: no limit. */
uint32_t cpus_for_rate(uint64_t millicores, uint32_t available);

void cpus_read(const struct guests *guests, const struct guest *guest, struct cpus *ret_cpus);
/* What cannot be read is 0. */
void cpu_use_read(const struct guests *guests, const struct guest *guest, struct cpu_use *ret_use);
/*
 * Brings the guest's clock up to now: time of the shown processors that it has not used is idle, or
 * steal as far as it wanted them and its limit refused.
 */
const struct cpu_clock *cpu_clock_read(const struct guest *guest, uint32_t shown,
                                       const struct cpu_use *use);
