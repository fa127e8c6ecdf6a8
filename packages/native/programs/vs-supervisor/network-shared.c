#include "network-shared.h"
#include "cleanup.h"
#include "file.h"
#include "helper-event.h"
#include "kernel.h"
#include "network-host.h"
#include <sched.h>
#include <stdio.h>
#include <sys/stat.h>

#define WATCH_MS 1000

bool has_shared_network(const struct guest *guest)
{
    return guest->request.network.mode == VS_NETWORK_SHARED;
}

/* Another guest's namespace, when that is the host's own: nothing would hold this one there. */
static int refuse_host_of_other(const struct guest *guest, int host)
{
    char path[40];
    struct stat of_host, of_other;
    if (guest->network_pidfd < 0)
        return 0;
    (void)snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", guest->network_pidfd);
    char text[512];
    int pid = 0;
    int r = vs_file_read(AT_FDCWD, path, text, sizeof(text));
    const char *line = r < 0 ? NULL : strstr(text, "Pid:");
    if (!line || sscanf(line, "Pid:%d", &pid) != 1)
        return r < 0 ? r : -ESRCH;
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
    if (fstat(host, &of_host) < 0 || stat(path, &of_other) < 0)
        return errno == ENOENT ? -ESRCH : -errno;
    return of_host.st_ino == of_other.st_ino ? -EOPNOTSUPP : 0;
}

/*
 * Sockets that S makes for a guest are S's, and so not held to anything; a device made for it would
 * be the host's.
 */
static int refuse_brokered(const struct vs_guest_start *request)
{
    return request->ccaps & (VS_CCAP_RAW_ICMP | VS_CCAP_TUN) ? -EOPNOTSUPP : 0;
}

int find_host_network(struct guest *guest)
{
    cleanup_fd int host = vs_net_namespace(&guest->layout);
    if (host < 0)
        return host;
    int r = refuse_host_of_other(guest, host);
    if (r < 0 || !has_shared_network(guest))
        return r;
    r = refuse_brokered(&guest->request);
    if (r == 0)
        guest->host_network_fd = vs_steal_fd(&host);
    return r;
}

int confine_to_addresses(struct guest *guest)
{
    const struct vs_shared_guest shared = {guest->request.name, guest->request.xid,
                                           &guest->request.network};
    cleanup_fd int path = -1;
    if (!has_shared_network(guest))
        return 0;
    int r = vs_shared_stop(&guest->layout, guest->request.name, guest->request.xid);
    r = r < 0 ? r : vs_cgroup_open(&guest->layout.cgroup, guest->group, "", &path);
    if (r < 0)
        return r;
    /* bpf(2) wants a readable directory. */
    cleanup_fd int group = openat(path, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (group < 0)
        return -errno;
    return vs_shared_start(&guest->layout, &shared, group, &guest->network_links);
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
    (void)vs_shared_stop(&guest->layout, guest->request.name, guest->request.xid);
}
