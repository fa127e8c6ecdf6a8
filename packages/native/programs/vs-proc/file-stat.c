/* stat. Source: fs/proc/stat.c; times are in hundredths of a second (USER_HZ). */
#include "cpu.h"
#include "files.h"
#include <inttypes.h>
#include <time.h>

#define TICK_US  10000
#define SOFTIRQS 11

struct times {
    uint64_t user, system, idle, steal;
};

/* user nice system idle iowait irq softirq steal guest guest_nice */
static void add_times(struct text *text, const struct times *times)
{
    const uint64_t values[] = {times->user, 0, times->system, times->idle, 0,
                               0,           0, times->steal,  0,           0};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        text_add_number(text, values[i]);
    text_add_bytes(text, "\n", 1);
}

/* A group's time is not told for each processor, so each shown one has an equal part; the parts
 * add up to the whole. */
static uint64_t part(uint64_t ticks, uint32_t index, uint32_t count)
{
    return ticks / count + (index < ticks % count);
}

static void add_cpus(struct text *text, const struct times *all, uint32_t count)
{
    text_add(text, "cpu "); /* and a second blank, as the kernel has it */
    add_times(text, all);
    for (uint32_t i = 0; i < count; i++) {
        struct times one = {part(all->user, i, count), part(all->system, i, count),
                            part(all->idle, i, count), part(all->steal, i, count)};
        text_add(text, "cpu%u", i);
        add_times(text, &one);
    }
}

/* When the guest's clock was 0. Source: fs/proc/stat.c, getboottime64() and the time namespace. */
static uint64_t boot_second(const struct guest *guest)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    uint64_t now_us = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
    return (now_us - guest_uptime_us(guest)) / 1000000;
}

/* The kernel counts interrupts and switches for no group; a guest has no devices of its own. */
void make_stat(const struct guests *guests, const struct guest *guest, const struct host *host,
               struct text *text)
{
    (void)host;
    struct cpus cpus;
    struct cpu_use use;
    const struct load *load = &guest->slot->load;
    cpus_read(guests, guest, &cpus);
    cpu_use_read(guests, guest, &use);
    const struct cpu_clock *clock = cpu_clock_read(guest, cpus.shown, &use);
    struct times all = {use.user_us / TICK_US, use.system_us / TICK_US, clock->idle_us / TICK_US,
                        clock->steal_us / TICK_US};
    add_cpus(text, &all, cpus.shown);
    text_add(text, "intr 0\nctxt 0\nbtime %" PRIu64 "\n", boot_second(guest));
    text_add(text, "processes %u\nprocs_running %u\nprocs_blocked %u\nsoftirq 0",
             load->last_pid ? load->last_pid : 1, load->running ? load->running : 1, load->blocked);
    for (int i = 1; i < SOFTIRQS; i++)
        text_add(text, " 0");
    text_add(text, "\n");
}
