#include "network-sweep.h"
#include "kernel.h"
#include "network-restore.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define AGAIN_MS 2000
#define LATER_MS 500

enum status { DONE, FAILED, AGAIN };

void network_sweep_soon(struct broker *broker)
{
    broker->next_network_sweep = 0;
}

void network_sweep_later(struct broker *broker)
{
    int64_t due = monotonic_ms() + LATER_MS;
    if (broker->next_network_sweep > due)
        broker->next_network_sweep = due;
}

static _Noreturn void sweep(const struct broker *broker)
{
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)close_range(3, ~0u, 0);
    int r = vs_network_sweep(&broker->layout);
    if (r < 0)
        (void)fprintf(stderr, "vs-broker: something of a killed guest's network is left (%s).\n",
                      strerror(-r));
    _exit(r < 0 ? FAILED : r > 0 ? AGAIN : DONE);
}

int network_sweep_tend(struct broker *broker, int64_t now_ms)
{
    if (broker->network_sweeper || broker->next_network_sweep == INT64_MAX)
        return -1;
    if (now_ms < broker->next_network_sweep)
        return (int)(broker->next_network_sweep - now_ms);
    broker->next_network_sweep = INT64_MAX;
    pid_t pid = fork();
    if (pid == 0)
        sweep(broker);
    if (pid < 0) {
        broker->next_network_sweep = now_ms + AGAIN_MS;
        return AGAIN_MS;
    }
    broker->network_sweeper = pid;
    return -1;
}

/* A guest that lives on without supervisor is looked at until it has ended. */
void network_swept(struct broker *broker, int status)
{
    broker->network_sweeper = 0;
    bool is_done = WIFEXITED(status) && WEXITSTATUS(status) != AGAIN;
    if (!is_done && broker->next_network_sweep == INT64_MAX)
        broker->next_network_sweep = monotonic_ms() + AGAIN_MS;
}
