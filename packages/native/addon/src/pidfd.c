#include "pidfd.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

int pidfd_has_exited(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    int r = poll(&poll_fd, 1, 0);
    if (r < 0)
        return -errno;
    return poll_fd.revents & POLLNVAL ? -EBADF : r;
}

int pidfd_close(int fd)
{
    return close(fd) < 0 ? -errno : 0;
}
