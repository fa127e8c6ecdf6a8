#include "event.h"
#include "bin.h"
#include "connection.h"
#include "firewalls.h"
#include "job.h"
#include "network-sweep.h"
#include "park.h"
#include "proc.h"
#include "uplink-watch.h"
#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define EVENTS_AT_ONCE 64
#define TICK_MS        1000 /* how late a sweep may be */

int64_t monotonic_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int event_add(const struct broker *broker, int fd, enum event_kind kind, uint32_t index)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)kind << 32 | index};
    return epoll_ctl(broker->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

int event_remove(const struct broker *broker, int fd)
{
    return epoll_ctl(broker->epoll_fd, EPOLL_CTL_DEL, fd, NULL) < 0 ? -errno : 0;
}

static void reap(struct broker *broker)
{
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid <= 0)
            return;
        if (pid == broker->sweeper)
            broker->sweeper = 0;
        if (pid == broker->mender)
            firewall_mended(broker, status);
        else if (pid == broker->network_sweeper)
            network_swept(broker, status);
        else if (WIFSIGNALED(status))
            network_sweep_soon(broker);
    }
}

static void take_signals(struct broker *broker)
{
    struct signalfd_siginfo info;
    while (read(broker->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
        if (info.ssi_signo == SIGCHLD)
            reap(broker);
        else
            broker->stopping = true;
}

static void dispatch(struct broker *broker, uint64_t data)
{
    uint32_t index = (uint32_t)data;
    switch ((enum event_kind)(data >> 32)) {
    case EVENT_LISTEN:
        connection_accept(broker, index == LISTEN_ROOT);
        break;
    case EVENT_SIGNAL:
        take_signals(broker);
        break;
    case EVENT_CONNECTION:
        connection_read(broker, index);
        break;
    case EVENT_JOB:
        job_answer(broker, index);
        break;
    case EVENT_PARKED:
        park_lost(broker, index);
        break;
    case EVENT_PROC:
        proc_ended(broker);
        break;
    case EVENT_UPLINK:
        uplink_watch_read(broker);
        break;
    }
}

static int sooner(int a, int b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* What is due is done; ms until something is again, or -1. */
static int tend(struct broker *broker)
{
    sweep_when_due(broker, monotonic_ms());
    int wait_ms = job_expire(broker, monotonic_ms());
    int64_t to_sweep = broker->next_sweep_ms - monotonic_ms();
    if (!broker->sweeper)
        wait_ms = sooner(wait_ms, to_sweep < TICK_MS ? TICK_MS : (int)to_sweep);
    wait_ms = sooner(wait_ms, firewall_tend(broker, monotonic_ms()));
    wait_ms = sooner(wait_ms, network_sweep_tend(broker, monotonic_ms()));
    wait_ms = sooner(wait_ms, proc_tend(broker, monotonic_ms()));
    return sooner(wait_ms, park_tend(broker, monotonic_ms()));
}

void event_loop(struct broker *broker)
{
    struct epoll_event events[EVENTS_AT_ONCE];
    while (!broker->stopping) {
        int count = epoll_wait(broker->epoll_fd, events, EVENTS_AT_ONCE, tend(broker));
        for (int i = 0; i < count; i++)
            dispatch(broker, events[i].data.u64);
    }
}
