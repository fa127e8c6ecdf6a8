#include "seqpacket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

union control {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(SEQPACKET_FDS * sizeof(int))];
};

int seqpacket_connect(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (!length || length >= sizeof(address.sun_path))
        return -ENAMETOOLONG;
    memcpy(address.sun_path, path, length);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

int seqpacket_send(int fd, const void *bytes, size_t size, const int *fds, size_t fd_count)
{
    union control control = {0};
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd_count > SEQPACKET_FDS)
        return -E2BIG;
    if (fd_count) {
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
        memcpy(CMSG_DATA(header), fds, fd_count * sizeof(int));
    }
    for (;;) {
        if (sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
            return 0;
        if (errno != EINTR)
            return -errno;
    }
}

static size_t take_fds(struct msghdr *message, int ret_fds[SEQPACKET_FDS])
{
    size_t count = 0;
    for (struct cmsghdr *h = CMSG_FIRSTHDR(message); h; h = CMSG_NXTHDR(message, h)) {
        if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
            continue;
        size_t size = h->cmsg_len - CMSG_LEN(0);
        memcpy(ret_fds + count, CMSG_DATA(h), size);
        count += size / sizeof(int);
    }
    return count;
}

ssize_t seqpacket_receive(int fd, void *ret_bytes, size_t size, int ret_fds[SEQPACKET_FDS],
                          size_t *ret_fd_count)
{
    union control control;
    struct iovec part = {.iov_base = ret_bytes, .iov_len = size};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof(control.bytes)};
    ssize_t received;
    do
        received = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (received < 0 && errno == EINTR);
    if (received < 0)
        return -errno;
    size_t count = take_fds(&message, ret_fds);
    if (!(message.msg_flags & (MSG_TRUNC | MSG_CTRUNC))) {
        *ret_fd_count = count;
        return received;
    }
    while (count)
        close(ret_fds[--count]);
    return -EMSGSIZE;
}
