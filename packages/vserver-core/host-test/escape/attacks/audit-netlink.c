/* The audit subsystem is the host's own. */
#include "../program/attack.h"

#include <linux/netlink.h>
#include <sys/socket.h>

static struct outcome attempt(const struct facts *facts)
{
    struct {
        struct nlmsghdr head;
        struct nlmsgerr answer;
        char rest[256];
    } message = {.head = {.nlmsg_len = NLMSG_LENGTH(0),
                          .nlmsg_type = 1000,
                          .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK}};
    struct timeval second = {.tv_sec = 1};
    (void)facts;
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
    if (fd < 0)
        return errno == EPROTONOSUPPORT ? not_applicable("a kernel without audit") : refused(errno);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second));
    if (send(fd, &message, message.head.nlmsg_len, 0) < 0 ||
        recv(fd, &message, sizeof(message), 0) < 0)
        return refused(errno);
    return message.head.nlmsg_type == NLMSG_ERROR && message.answer.error
               ? refused(-message.answer.error)
               : succeeded("its status");
}

ATTACK("ask the host's audit subsystem", attempt, EPERM, ECONNREFUSED)
