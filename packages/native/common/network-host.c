#include "network-host.h"
#include "cleanup.h"
#include "kernel.h"
#include <sched.h>
#include <stdio.h>
#include <sys/stat.h>

#define OWN "/proc/self/ns/net"

int vs_net_namespace(const struct vs_layout_record *layout)
{
    int fd = open(layout->network[0] ? layout->network : OWN, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int vs_net_is_of(const struct vs_layout_record *layout, pid_t pid)
{
    char path[40];
    struct stat of_host, of_process;
    cleanup_fd int host = vs_net_namespace(layout);
    if (host < 0)
        return host;
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
    if (fstat(host, &of_host) < 0)
        return -errno;
    if (stat(path, &of_process) < 0)
        return errno == ENOENT ? -ESRCH : -errno;
    return of_host.st_dev == of_process.st_dev && of_host.st_ino == of_process.st_ino;
}

int vs_net_enter(const struct vs_layout_record *layout)
{
    if (!layout->network[0])
        return 0;
    cleanup_fd int namespace = vs_net_namespace(layout);
    if (namespace < 0)
        return namespace;
    return setns(namespace, CLONE_NEWNET) < 0 ? -errno : 0;
}

int vs_net_within(int namespace, int (*run)(void *argument), void *argument)
{
    cleanup_fd int own = open(OWN, O_RDONLY | O_CLOEXEC);
    if (own < 0 || setns(namespace, CLONE_NEWNET) < 0)
        return -errno;
    int r = run(argument);
    return setns(own, CLONE_NEWNET) < 0 ? -errno : r;
}

static int open_here(void *argument)
{
    return vs_netlink_open(argument);
}

int vs_net_open(const struct vs_layout_record *layout, struct vs_netlink *netlink)
{
    if (!layout->network[0])
        return vs_netlink_open(netlink);
    cleanup_fd int namespace = vs_net_namespace(layout);
    return namespace < 0 ? namespace : vs_net_within(namespace, open_here, netlink);
}
