/* A server that trusts SO_PEERCRED or SCM_CREDENTIALS must not be told the host's root. */
#include "../program/attack.h"

#include <sys/socket.h>

static struct outcome attempt(const struct facts *facts)
{
    int ends[2];
    union {
        struct cmsghdr head;
        char space[CMSG_SPACE(sizeof(struct ucred))];
    } control = {.head = {.cmsg_len = CMSG_LEN(sizeof(struct ucred)),
                          .cmsg_level = SOL_SOCKET,
                          .cmsg_type = SCM_CREDENTIALS}};
    struct ucred forged = {.pid = facts->host_pid, .uid = 0, .gid = 0};
    struct iovec data = {"x", 1};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    memcpy(CMSG_DATA(&control.head), &forged, sizeof(forged));
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) < 0)
        return refused(errno);
    return judge(sendmsg(ends[0], &message, 0));
}

ATTACK("claim to be a process of the host", attempt, EPERM, ESRCH)
