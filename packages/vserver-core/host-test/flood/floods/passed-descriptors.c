/* On their way in messages that nobody takes: open, and in no table of descriptors. */
#include "../program/flood.h"

#include <sys/socket.h>

#define AT_ONCE 253 /* SCM_MAX_FD of linux/net/scm.h */

static int pass(int channel, const int *fds)
{
    char control[CMSG_SPACE(AT_ONCE * sizeof(int))] = {0}, byte = 0;
    struct iovec iov = {.iov_base = &byte, .iov_len = 1};
    struct msghdr message = {.msg_iov = &iov,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof(control)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(AT_ONCE * sizeof(int));
    memcpy(CMSG_DATA(header), fds, AT_ONCE * sizeof(int));
    return (int)sendmsg(channel, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Sockets, since the kernel counts those that are under way. */
static void run(struct pressure *pressure)
{
    int fds[AT_ONCE], ends[2];
    raise_open_files();
    for (int i = 0; i < AT_ONCE; i++)
        fds[i] = socket(AF_UNIX, SOCK_DGRAM, 0);
    while (pressing(pressure)) {
        if (note(pressure, socketpair(AF_UNIX, SOCK_STREAM, 0, ends)))
            continue;
        while (pressing(pressure) && !note(pressure, pass(ends[0], fds)))
            ;
    }
}

/* Source: unix(7), ETOOMANYREFS; EAGAIN only fills one socket. */
FLOOD("descriptors in messages", run, ETOOMANYREFS, EMFILE, ENOMEM, ENOBUFS, KILLED)
