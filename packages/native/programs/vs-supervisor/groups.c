#include "groups.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(VS_CGROUP_V1_MAX * sizeof(int))];
};

static void close_all(const int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        (void)close(fds[i]);
}

/* "0" in `tasks` means the writer, and skips the grace period that `cgroup.procs` costs. */
static int open_tasks(const struct guest *guest, int ret_fds[VS_CGROUP_V1_MAX])
{
    const struct vs_cgroup_host *host = &guest->layout.cgroup;
    for (uint32_t i = 0; i < host->v1_count; i++) {
        char path[2 * VS_PATH_SIZE + 8];
        (void)snprintf(path, sizeof(path), "%s/%s/tasks", host->v1[i].mount, guest->group);
        ret_fds[i] = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
        if (ret_fds[i] < 0) {
            int error = -errno;
            close_all(ret_fds, i);
            return error;
        }
    }
    return 0;
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
    int fds[VS_CGROUP_V1_MAX];
    const struct vs_cgroup_host *host = &guest->layout.cgroup;
    int r = vs_cgroup_create_v1(host, guest->group);
    if (r < 0 || host->v1_count == 0)
        return r;
    r = open_tasks(guest, fds);
    if (r < 0)
        return r;
    r = send_fds(guest->sync_fd, fds, host->v1_count);
    close_all(fds, host->v1_count);
    return r;
}

static int receive_fds(int socket, int ret_fds[VS_CGROUP_V1_MAX], size_t count)
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
    if (!header || header->cmsg_type != SCM_RIGHTS ||
        header->cmsg_len != CMSG_LEN(count * sizeof(int)))
        return -EPROTO;
    memcpy(ret_fds, CMSG_DATA(header), count * sizeof(int));
    return 0;
}

int join_v1_groups(const struct guest *guest)
{
    int fds[VS_CGROUP_V1_MAX];
    size_t count = guest->layout.cgroup.v1_count;
    int r = count == 0 ? 0 : receive_fds(guest->child_fd, fds, count);
    for (size_t i = 0; r == 0 && i < count; i++)
        if (write(fds[i], "0", 1) != 1)
            r = -errno;
    return r; /* the descriptors go before exec with all the others */
}
