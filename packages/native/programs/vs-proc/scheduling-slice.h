/* Who answers for a moment and sleeps again. */
#pragma once
#include <sched.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SHORT_SLICE_NS 200000

/* Its header and the C library's cannot be had together. Source: linux/sched/types.h, version 0. */
struct slice_attr {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

/*
 * A short slice lets the scheduler run it as soon as it wakes, at the same share of time. Since
 * Linux 6.12; before, or when refused, nothing changes. Source: sched_attr(2), sched_runtime;
 * kernel/sched/fair.c, PREEMPT_SHORT.
 */
static inline void set_short_slice(void)
{
    struct slice_attr attr = {.size = sizeof(attr)};
    if (syscall(SYS_sched_getattr, 0, &attr, sizeof(attr), 0) < 0)
        return;
    attr.policy = SCHED_OTHER;
    attr.flags = 0;
    attr.runtime = SHORT_SLICE_NS;
    (void)syscall(SYS_sched_setattr, 0, &attr, 0);
}
