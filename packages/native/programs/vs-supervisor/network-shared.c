#include "network-shared.h"
#include "cleanup.h"
#include "file.h"
#include "helper-event.h"
#include "kernel.h"
#include "network-host.h"
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define WATCH_MS 1000

bool has_shared_network(const struct guest *guest)
{
    return guest->request.network.mode == VS_NETWORK_SHARED;
}

static pid_t pid_of(int pidfd)
{
    char path[40], text[512];
    int pid = 0;
    (void)snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
    int r = vs_file_read(AT_FDCWD, path, text, sizeof(text));
    const char *line = r < 0 ? NULL : strstr(text, "\nPid:");
    return line && sscanf(line, "\nPid:%d", &pid) == 1 && pid > 0 ? pid : 0;
}

/* Another guest's namespace, when that is the host's own: nothing would hold this one there. */
static int refuse_host_of_other(const struct guest *guest)
{
    if (guest->network_pidfd < 0)
        return 0;
    pid_t pid = pid_of(guest->network_pidfd);
    int r = pid ? vs_net_is_of(&guest->layout, pid) : -ESRCH;
    return r == 1 ? -EOPNOTSUPP : r;
}

/* A device made for the guest would be the host's. */
static int refuse_device(const struct vs_guest_start *request)
{
    return request->ccaps & VS_CCAP_TUN ? -EOPNOTSUPP : 0;
}

int find_host_network(struct guest *guest)
{
    int r = refuse_host_of_other(guest);
    if (r < 0 || !has_shared_network(guest))
        return r;
    r = refuse_device(&guest->request);
    if (r < 0)
        return r;
    guest->host_network_fd = vs_net_namespace(&guest->layout);
    return guest->host_network_fd < 0 ? guest->host_network_fd : 0;
}

int confine_to_addresses(struct guest *guest)
{
    const struct vs_shared_guest shared = {guest->request.name, guest->request.xid,
                                           &guest->request.network};
    cleanup_fd int path = -1;
    if (!has_shared_network(guest))
        return 0;
    int r = vs_cgroup_open(&guest->layout.cgroup, guest->group, "", &path);
    if (r < 0)
        return r;
    /* bpf(2) wants a readable directory. */
    cleanup_fd int group = openat(path, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (group < 0)
        return -errno;
    const struct vs_shared_tools tools = {&guest->layout, &guest->shared_objects,
                                          &guest->packet_store, guest->host_netlink_fd};
    return vs_shared_start(&tools, &shared, group, &guest->network_links, &guest->network_sync);
}

int join_host_network(struct guest *guest)
{
    if (guest->host_network_fd < 0)
        return 0;
    return setns(guest->host_network_fd, CLONE_NEWNET) < 0 ? -errno : 0;
}

void leave_host_network(struct guest *guest)
{
    if (!has_shared_network(guest))
        return;
    vs_shared_links_close(&guest->network_links);
    vs_shared_sync_close(&guest->network_sync);
    (void)vs_shared_stop(&guest->layout, guest->request.name, guest->request.xid);
}

static uint64_t milliseconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Frozen processes can still be killed. Source: cgroup-v2.rst, cgroup.freeze. */
static int freeze(const struct guest *guest)
{
    cleanup_fd int group = -1;
    int r = vs_cgroup_open(&guest->layout.cgroup, guest->group, "", &group);
    return r < 0 ? r : vs_file_write(group, "cgroup.freeze", "1");
}

int network_watch_ms(const struct guest *guest)
{
    return has_shared_network(guest) && !guest->network_is_lost ? WATCH_MS : -1;
}

void network_watch(struct guest *guest)
{
    if (network_watch_ms(guest) < 0)
        return;
    uint64_t now = milliseconds();
    if (now - guest->network_seen_ms < WATCH_MS)
        return;
    guest->network_seen_ms = now;
    (void)vs_shared_sync_step(&guest->network_sync); /* what fails is tried with the next bind */
    if (vs_shared_check(&guest->network_links) == 0)
        return;
    /* Ended, where it cannot be stopped for whoever is to look at it. */
    if (freeze(guest) < 0)
        (void)vs_cgroup_kill(&guest->layout.cgroup, guest->group);
    guest->network_is_lost = true;
    helper_tell(guest, HELPER_NETLOST);
}
