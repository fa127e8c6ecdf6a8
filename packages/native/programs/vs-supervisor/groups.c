#include "groups.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define GROUPS_MAX (VS_CGROUP_V1_MAX + VS_OPTIONAL_COUNT)

union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(GROUPS_MAX * sizeof(int))];
};

static void close_all(const int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        (void)close(fds[i]);
}

/* "0" in `tasks` means the writer, and skips the grace period that `cgroup.procs` costs. */
static int open_tasks(const char *mount, const char *group)
{
    char path[2 * VS_PATH_SIZE + 8];
    (void)snprintf(path, sizeof(path), "%s/%s/tasks", mount, group);
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? -errno : fd;
}

/* Of the optional ones those that there are. */
static int open_all_tasks(const struct guest *guest, int ret_fds[GROUPS_MAX], size_t *ret_count)
{
    const struct vs_cgroup_host *host = &guest->layout.cgroup;
    size_t count = 0;
    int fd = 0;
    for (uint32_t i = 0; fd >= 0 && i < host->v1_count; i++) {
        fd = open_tasks(host->v1[i].mount, guest->group);
        if (fd >= 0)
            ret_fds[count++] = fd;
    }
    for (int i = 0; fd >= 0 && i < VS_OPTIONAL_COUNT; i++) {
        fd = host->optional[i][0] ? open_tasks(host->optional[i], guest->group) : -ENOENT;
        if (fd >= 0)
            ret_fds[count++] = fd;
        else if (fd == -ENOENT)
            fd = 0;
    }
    *ret_count = count;
    if (fd < 0)
        close_all(ret_fds, count);
    return fd < 0 ? fd : 0;
}

static int send_fds(int socket, const int *fds, size_t count)
{
    char nothing = 0;
    union control control = {0};
    struct iovec part = {.iov_base = &nothing, .iov_len = sizeof(nothing)};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = CMSG_SPACE(count * sizeof(int))};
    control.header = (struct cmsghdr){.cmsg_level = SOL_SOCKET,
                                      .cmsg_type = SCM_RIGHTS,
                                      .cmsg_len = CMSG_LEN(count * sizeof(int))};
    memcpy(CMSG_DATA(&control.header), fds, count * sizeof(int));
    return sendmsg(socket, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int make_v1_groups(struct guest *guest)
{
    return vs_cgroup_create_v1(&guest->layout.cgroup, guest->group);
}

int hand_over_v1_groups(struct guest *guest)
{
    int fds[GROUPS_MAX];
    size_t count;
    if (guest->layout.cgroup.v1_count == 0)
        return 0;
    int r = open_all_tasks(guest, fds, &count);
    if (r < 0)
        return r;
    r = send_fds(guest->sync_fd, fds, count);
    close_all(fds, count);
    return r;
}

static int receive_fds(int socket, int ret_fds[GROUPS_MAX], size_t *ret_count)
{
    char nothing;
    union control control;
    struct iovec part = {.iov_base = &nothing, .iov_len = sizeof(nothing)};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    ssize_t n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (n < 0)
        return -errno;
    if (n == 0)
        return -ECANCELED; /* the start was given up */
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (!header || header->cmsg_type != SCM_RIGHTS || (message.msg_flags & MSG_CTRUNC))
        return -EPROTO;
    *ret_count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(ret_fds, CMSG_DATA(header), *ret_count * sizeof(int));
    return 0;
}

int join_v1_groups(const struct guest *guest)
{
    int fds[GROUPS_MAX];
    size_t count = 0;
    int r = guest->layout.cgroup.v1_count == 0 ? 0 : receive_fds(guest->child_fd, fds, &count);
    for (size_t i = 0; r == 0 && i < count; i++)
        if (write(fds[i], "0", 1) != 1)
            r = -errno;
    return r; /* the descriptors go before exec with all the others */
}
