#include "firewalls.h"
#include "bpf-object.h"
#include "cleanup.h"
#include "firewall.h"
#include "kernel.h"
#include "network-host.h"
#include "nft-query.h"
#include "packet-way.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define LOOK_EVERY_MS  2000
#define RETRY_AFTER_MS 60000

int firewall_set(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    return vs_firewall_set(&broker->layout, request, &ret_answer->failure);
}

int firewall_get(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_guest_name *guest = request;
    return vs_firewall_get(&broker->layout, guest->name,
                           (struct vs_firewall_state *)(void *)ret_answer->bytes);
}

static int open_nft(void *argument)
{
    (void)argument;
    return vs_nft_open();
}

int firewall_open(struct broker *broker)
{
    struct vs_failure failure = {0};
    broker->nft_fd = -1;
    cleanup_fd int namespace = vs_net_namespace(&broker->layout);
    if (namespace < 0)
        return namespace;
    int r = vs_net_within(namespace, open_nft, NULL);
    broker->nft_fd = r < 0 ? -1 : r;
    return vs_firewall_restore(&broker->layout, &failure);
}

/* Whether there is a table of ours, or should be. */
static bool is_in_use(const struct broker *broker)
{
    char path[2 * VS_PATH_SIZE];
    (void)snprintf(path, sizeof(path), "%s/firewall", broker->layout.run);
    return broker->nft_fd >= 0 && access(path, F_OK) == 0;
}

static _Noreturn void mend(const struct broker *broker)
{
    struct vs_failure failure = {0};
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)close_range(3, ~0u, 0);
    int r = vs_firewall_restore(&broker->layout, &failure);
    if (r < 0)
        (void)fprintf(stderr, "vs-broker: the firewall of the guests is not in force (%s: %s).\n",
                      failure.stage, strerror(-r));
    _exit(r < 0);
}

/* The host's owner may have got rules that must see what guests send each other, or lost them. */
static int tend_way(struct broker *broker, int64_t now_ms)
{
    char path[VS_BPF_PATH_SIZE];
    struct vs_netlink host;
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    (void)snprintf(path, sizeof(path), "/sys/fs/bpf/%s/maps/vs_account", broker->layout.instance);
    if (access(path, F_OK) < 0)
        return -1;
    if (now_ms < broker->next_way_ms)
        return (int)(broker->next_way_ms - now_ms);
    broker->next_way_ms = now_ms + LOOK_EVERY_MS;
    if (vs_net_open(&broker->layout, &host) == 0) {
        (void)vs_packet_choose_way(&broker->layout, &store, &host);
        vs_netlink_close(&host);
    }
    return LOOK_EVERY_MS;
}

static int tend_table(struct broker *broker, int64_t now_ms)
{
    uint32_t generation;
    if (broker->mender || !is_in_use(broker))
        return -1;
    if (now_ms < broker->next_mend_ms)
        return (int)(broker->next_mend_ms - now_ms);
    broker->next_mend_ms = now_ms + LOOK_EVERY_MS;
    if (vs_nft_generation(broker->nft_fd, &generation) < 0 || generation == broker->nft_generation)
        return LOOK_EVERY_MS;
    pid_t pid = fork();
    if (pid == 0)
        mend(broker);
    broker->mender = pid > 0 ? pid : 0;
    broker->nft_generation = generation;
    return pid > 0 ? -1 : LOOK_EVERY_MS;
}

int firewall_tend(struct broker *broker, int64_t now_ms)
{
    int table_ms = tend_table(broker, now_ms), way_ms = tend_way(broker, now_ms);
    return table_ms < 0 || (way_ms >= 0 && way_ms < table_ms) ? way_ms : table_ms;
}

void firewall_mended(struct broker *broker, int status)
{
    broker->mender = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    broker->nft_generation = 0;
    broker->next_mend_ms = monotonic_ms() + RETRY_AFTER_MS;
}
