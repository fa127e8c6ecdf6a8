#include "sampler.h"
#include "cpu.h"
#include "harden.h"
#include "load.h"
#include "tasks.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PERIOD_NS (LOAD_PERIOD_MS * 1000000ll)
#define LATE_MAX  60 /* samples made up for after a pause */

/*
 * A guest that has used no CPU time since the last sample, and had no task running or blocked then,
 * has none now: to become either, a task has to run.
 */
static bool is_idle(const struct load *load, uint64_t usage_us)
{
    return load->threads && usage_us == load->usage_us && !load->running && !load->blocked;
}

static void sample(const struct task_question *question, struct guests *guests,
                   const struct guest *guest, unsigned times)
{
    struct load *load = &guest->slot->load;
    struct cpu_use use;
    struct tasks tasks = {.threads = load->threads, .last_pid = load->last_pid};
    if (load->started_at != guest->known->started_at)
        *load = (struct load){.started_at = guest->known->started_at};
    cpu_use_read(guests, guest, &use);
    uint64_t usage_us = use.user_us + use.system_us;
    if (!is_idle(load, usage_us) && tasks_count(question, guests, guest, &tasks) < 0)
        return;
    for (unsigned i = 0; i < times; i++)
        load_add(load->average, (uint64_t)tasks.running + tasks.blocked);
    load->usage_us = usage_us;
    load->running = tasks.running;
    load->blocked = tasks.blocked;
    load->threads = tasks.threads;
    if (tasks.last_pid > load->last_pid)
        load->last_pid = tasks.last_pid;
}

static void sample_all(const struct task_question *question, struct guests *guests, unsigned times)
{
    for (uint32_t i = 1; i < GUESTS_MAX; i++) {
        struct guest guest;
        const struct slot *slot = &guests->shared->slots[i];
        if (slot->name[0] && guests_take(guests, i, slot->generation, &guest) == 0 &&
            guest.known->pid)
            sample(question, guests, &guest, times);
    }
}

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Multiples of the period since the host's boot, so that a new sampler keeps the old one's time. */
static int64_t wait_for_period(int64_t period)
{
    struct timespec until = {.tv_sec = period * PERIOD_NS / 1000000000,
                             .tv_nsec = period * PERIOD_NS % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
    return now_ns() / PERIOD_NS;
}

_Noreturn void sampler_main(struct guests *guests)
{
    struct task_question question;
    tasks_open(&question);
    (void)nice(10);
    if (vs_harden_watcher(0) < 0)
        _exit(1);
    for (int64_t last = now_ns() / PERIOD_NS;;) {
        int64_t period = wait_for_period(last + 1);
        int64_t times = period - last < LATE_MAX ? period - last : LATE_MAX;
        sample_all(&question, guests, (unsigned)times);
        last = period;
    }
}
