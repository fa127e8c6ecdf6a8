#include "socket.h"
#include "cleanup.h"
#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>

#define BACKLOG 64
/* Milliseconds, one look each. */
#define CROWDED_MAX 2000

int vs_socket_listen(const char *path, int type, uid_t uid, gid_t gid, mode_t mode, int *ret_fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int n = snprintf(address.sun_path, sizeof(address.sun_path), "%s~", path);
    if (n < 0 || (size_t)n >= sizeof(address.sun_path))
        return -ENAMETOOLONG;
    cleanup_fd int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    if (unlink(address.sun_path) < 0 && errno != ENOENT)
        return -errno;
    /* It has its name once it listens: whoever finds it can connect. */
    if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
        return -errno;
    if (lchown(address.sun_path, uid, gid) < 0 || chmod(address.sun_path, mode) < 0 ||
        listen(fd, BACKLOG) < 0 || rename(address.sun_path, path) < 0) {
        int error = -errno;
        (void)unlink(address.sun_path);
        return error;
    }
    *ret_fd = vs_steal_fd(&fd);
    return 0;
}

/* Of a sender without rights on the host the kernel holds all descriptors that its user has under
 * way there, whoever sent them, against the sender's own limit of open files; they arrive within
 * moments. Source: unix(7), ETOOMANYREFS. */
static int send_uncrowded(int socket, const struct msghdr *message)
{
    static const struct timespec MOMENT = {.tv_nsec = 1000000};
    int r = sendmsg(socket, message, MSG_NOSIGNAL) < 0 ? -errno : 0;
    for (int i = 0; r == -ETOOMANYREFS && i < CROWDED_MAX; i++) {
        (void)nanosleep(&MOMENT, NULL);
        r = sendmsg(socket, message, MSG_NOSIGNAL) < 0 ? -errno : 0;
    }
    return r;
}

int vs_socket_send(int socket, const struct iovec *parts, size_t count, int fd)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = count};
    if (fd >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof(control);
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
    }
    return send_uncrowded(socket, &message);
}

/* Keeps the first descriptor and closes the rest: a hostile sender may attach many. */
static int take_fd(struct msghdr *message)
{
    int kept = -1;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header;
         header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof(fd));
            if (kept < 0)
                kept = fd;
            else
                (void)close(fd);
        }
    }
    return kept;
}

ssize_t vs_socket_receive(int socket, void *ret_data, size_t size, int *ret_fd)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(4 * sizeof(int))];
    } control;
    struct iovec part = {.iov_base = ret_data, .iov_len = size};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    ssize_t length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (length < 0)
        return -errno;
    cleanup_fd int fd = take_fd(&message);
    if (message.msg_flags & MSG_TRUNC)
        return -EMSGSIZE;
    *ret_fd = vs_steal_fd(&fd);
    return length;
}

int vs_socket_peer(int socket, pid_t *ret_pid, uid_t *ret_uid)
{
    struct ucred peer;
    socklen_t size = sizeof(peer);
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
        return -errno;
    *ret_pid = peer.pid;
    *ret_uid = peer.uid;
    return 0;
}
