/* Load averages by the kernel's own arithmetic. Source: kernel/sched/loadavg.c, loadavg.h. */
#pragma once
#include <stdint.h>

#define LOAD_SHIFT     11
#define LOAD_ONE       (1u << LOAD_SHIFT)
#define LOAD_PERIOD_MS 5000

/* One more sample: tasks that run, want to, or wait uninterruptibly. */
void load_add(uint64_t average[3], uint64_t tasks);
/* Whole part and hundredths, rounded as /proc/loadavg does. */
void load_split(uint64_t average, unsigned *ret_whole, unsigned *ret_hundredths);
