#include "networks.h"
#include "address.h"
#include "cleanup.h"
#include "firewall.h"
#include "guest-state.h"
#include "guest.h"
#include "kernel.h"
#include "network-claim.h"
#include "network-host.h"
#include "network-private.h"
#include "network-run.h"
#include "process.h"
#include "shared-network.h"
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

/* A running guest whose network is looked at or changed by us alone. */
struct running {
    const struct vs_layout_record *layout;
    const char *name;
    int lock_fd, pidfd;
    struct vs_guest_state state;
    struct vs_network_record record;
    struct vs_link link;
    struct vs_netlink host, guest;
};

#define NOT_FOUND                                                                                  \
    {                                                                                              \
        .lock_fd = -1, .pidfd = -1, .host.fd = -1, .guest.fd = -1                                  \
    }

static void release(struct running *running)
{
    vs_unlock_fd(&running->lock_fd);
    vs_close_fd(&running->pidfd);
    vs_netlink_close(&running->host);
    vs_netlink_close(&running->guest);
}

/* Its run directory is locked by its supervisor for as long as it lives. */
static int lock(int run)
{
    cleanup_fd int fd =
        openat(run, "network.lock", O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    return fd < 0 || flock(fd, LOCK_EX) < 0 ? -errno : vs_steal_fd(&fd);
}

/* ESRCH when it does not run. */
static int find(const struct broker *broker, const char *name, struct running *running)
{
    running->layout = &broker->layout;
    running->name = name;
    cleanup_fd int run = open_run_directory(running->layout, name);
    if (run < 0)
        return run == -ENOENT ? -ESRCH : run;
    running->lock_fd = lock(run);
    if (running->lock_fd < 0)
        return running->lock_fd;
    int r = vs_guest_open(run, &running->state, &running->pidfd);
    r = r < 0 ? r : vs_net_open(running->layout, &running->host);
    if (r < 0)
        return r;
    r = vs_network_read(running->layout, name, &running->record);
    if (r == -ENOENT) /* it was started without a network */
        running->record = (struct vs_network_record){.xid = running->state.xid};
    else if (r < 0)
        return r;
    vs_link_init(&running->link, running->layout->instance, name, running->record.xid,
                 &running->record.network);
    return 0;
}

static int open_here(void *argument)
{
    return vs_netlink_open(argument);
}

/* The process that the descriptor names had the number when its namespace was opened. */
static int enter_guest(struct running *running)
{
    char path[40];
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/net", running->state.process.pid);
    cleanup_fd int namespace = open(path, O_RDONLY | O_CLOEXEC);
    if (namespace < 0 || vs_process_ended(running->pidfd))
        return -ESRCH;
    return vs_net_within(namespace, open_here, &running->guest);
}

static bool is_same_kind(const struct vs_network *a, const struct vs_network *b)
{
    return a->mode == b->mode && a->link == b->link && !strcmp(a->parent, b->parent);
}

/* Where the kernel has what: the guest's own end has the same number in both changes. */
static int find_ends(struct running *running)
{
    const struct vs_network *network = &running->record.network;
    int r = enter_guest(running);
    if (r == 0 && network->link != VS_LINK_MACVLAN)
        r = vs_link_index(&running->host, running->link.device, &running->link.host_index);
    return r < 0 ? r : vs_link_index(&running->guest, VS_GUEST_DEVICE, &running->link.guest_index);
}

static int refuse_address(const struct running *running, const struct vs_network *wanted,
                          size_t index, int error, struct vs_failure *failure)
{
    char stage[VS_STAGE_SIZE];
    vs_private_stage(running->layout, &wanted->addresses[index], index, stage);
    return vs_fail(failure, stage, error);
}

/* What can be refused is asked before anything is changed. */
static int take_addresses(struct running *running, const struct vs_network *wanted,
                          struct vs_failure *failure)
{
    size_t index = 0;
    int r = vs_private_check(&running->host, wanted, &running->record.network, &index);
    if (r < 0)
        return refuse_address(running, wanted, index, r, failure);
    r = vs_network_claim(running->layout, running->name, running->record.xid, wanted, &index);
    return r == -EADDRINUSE ? refuse_address(running, wanted, index, r, failure)
                            : vs_fail(failure, "claim", r);
}

static int change(struct running *running, const struct vs_network *wanted,
                  struct vs_failure *failure)
{
    bool is_seen = false;
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    const struct vs_network old = running->record.network;
    int r = vs_fail(failure, "device", find_ends(running));
    r = r < 0 ? r : take_addresses(running, wanted, failure);
    if (r < 0)
        return r;
    running->link.network = wanted;
    running->link.mtu = wanted->mtu;
    r = vs_firewall_bring(running->layout, running->name, running->record.xid, wanted, &is_seen,
                          failure);
    if (running->link.mtu == 0)
        r = r < 0 ? r : vs_private_mtu(&running->host, &running->link.mtu);
    const struct vs_private_guest guest = {running->name, running->record.xid, &running->link,
                                           is_seen};
    r = r < 0 ? r : vs_fail(failure, "packet", vs_private_bind(running->layout, &store, &guest));
    const struct vs_network_run run = {.layout = running->layout,
                                       .host = &running->host,
                                       .guest = &running->guest,
                                       .link = &running->link,
                                       .old = &old};
    r = r < 0 ? r : vs_fail(failure, "network", vs_network_run_change(&run));
    running->record.network = *wanted;
    return r;
}

static int tell(struct running *running, struct vs_network_state *ret_state)
{
    const struct vs_network_run run = {
        .layout = running->layout, .host = &running->host, .link = &running->link};
    running->link.network = &running->record.network;
    return vs_network_run_read(&run, ret_state);
}

static int open_group(const struct running *running)
{
    char name[VS_PATH_SIZE];
    cleanup_fd int path = -1;
    int r = vs_layout_group(running->layout, running->name, name, sizeof(name));
    r = r < 0 ? r : vs_cgroup_open(&running->layout->cgroup, name, "", &path);
    if (r < 0)
        return r;
    /* bpf(2) wants a readable directory. */
    int group = openat(path, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return group < 0 ? -errno : group;
}

static int change_shared(struct running *running, const struct vs_network *wanted,
                         struct vs_failure *failure)
{
    bool is_seen = false;
    const struct vs_shared_guest guest = {running->name, running->record.xid, wanted};
    int r = take_addresses(running, wanted, failure);
    r = r < 0 ? r
              : vs_firewall_bring(running->layout, running->name, running->record.xid, wanted,
                                  &is_seen, failure);
    if (r < 0)
        return r;
    cleanup_fd int group = open_group(running);
    r = group < 0 ? group : vs_shared_set(running->layout, &guest, group);
    running->record.network = *wanted;
    return vs_fail(failure, "shared-network", r);
}

static int tell_shared(const struct running *running, struct vs_network_state *ret_state)
{
    uint32_t count = 0;
    cleanup_fd int group = open_group(running);
    int r = group < 0 ? group : vs_shared_count(running->layout, group, &count);
    if (r < 0)
        return r;
    *ret_state = (struct vs_network_state){.network = running->record.network};
    ret_state->programs = VS_SHARED_PROGRAMS;
    ret_state->programs_missing = VS_SHARED_PROGRAMS - count;
    return 0;
}

int network_set(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_network_request *set = request;
    struct vs_failure *failure = &ret_answer->failure;
    struct vs_network_state state;
    struct running running __attribute__((cleanup(release))) = NOT_FOUND;
    int r = vs_fail(failure, "running", find(broker, set->name, &running));
    if (r < 0)
        return r;
    if (!is_same_kind(&set->network, &running.record.network))
        return vs_fail(failure, "mode", -EBUSY);
    bool is_shared = set->network.mode == VS_NETWORK_SHARED;
    if (set->network.mode != VS_NETWORK_NONE)
        r = is_shared ? change_shared(&running, &set->network, failure)
                      : change(&running, &set->network, failure);
    if (r == 0)
        r = vs_fail(failure, "running",
                    is_shared ? tell_shared(&running, &state) : tell(&running, &state));
    if (r == 0)
        memcpy(ret_answer->bytes, &state.network, sizeof(state.network));
    return r;
}

int network_get(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_guest_name *guest = request;
    struct running running __attribute__((cleanup(release))) = NOT_FOUND;
    int r = find(broker, guest->name, &running);
    struct vs_network_state *state = (void *)ret_answer->bytes;
    if (r == 0)
        r = running.record.network.mode == VS_NETWORK_SHARED ? tell_shared(&running, state)
                                                             : tell(&running, state);
    return vs_fail(&ret_answer->failure, "running", r);
}
