#include "netlink.h"
#include "cleanup.h"
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define ANSWER_SIZE 32768 /* what the kernel fills in one go of a dump, at most */

void vs_netlink_use(struct vs_netlink *netlink, int fd)
{
    netlink->fd = fd;
    netlink->sequence = 1;
    netlink->count = netlink->failed = 0;
    vs_messages_begin(&netlink->messages, netlink->buffer, sizeof(netlink->buffer));
    netlink->why[0] = '\0';
}

/* Answers with words but without a copy of the request; dumps that keep to what was asked for. */
int vs_netlink_open(struct vs_netlink *netlink)
{
    static const int OPTIONS[] = {NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK};
    cleanup_fd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0)
        return -errno;
    for (size_t i = 0; i < sizeof(OPTIONS) / sizeof(OPTIONS[0]); i++)
        if (setsockopt(fd, SOL_NETLINK, OPTIONS[i], &(int){1}, sizeof(int)) < 0)
            return -errno;
    vs_netlink_use(netlink, vs_steal_fd(&fd));
    return 0;
}

void vs_netlink_close(struct vs_netlink *netlink)
{
    vs_close_fd(&netlink->fd);
}

void vs_netlink_add(struct vs_netlink *netlink, uint16_t type, uint16_t flags, const void *fixed,
                    size_t size)
{
    const struct nlmsghdr header = {
        .nlmsg_type = type,
        .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags),
        .nlmsg_seq = netlink->sequence + netlink->count,
    };
    if (netlink->count == VS_NETLINK_MAX)
        vs_messages_spoil(&netlink->messages);
    if (vs_messages_add(&netlink->messages, &header, fixed, size))
        netlink->allowed[netlink->count++] = 0;
}

void *vs_netlink_room(struct vs_netlink *netlink, size_t size)
{
    return vs_messages_room(&netlink->messages, size);
}

void vs_netlink_put(struct vs_netlink *netlink, uint16_t type, const void *value, size_t size)
{
    vs_messages_put(&netlink->messages, type, value, size);
}

void vs_netlink_put_u8(struct vs_netlink *netlink, uint16_t type, uint8_t value)
{
    vs_netlink_put(netlink, type, &value, sizeof(value));
}

void vs_netlink_put_u32(struct vs_netlink *netlink, uint16_t type, uint32_t value)
{
    vs_netlink_put(netlink, type, &value, sizeof(value));
}

void vs_netlink_put_text(struct vs_netlink *netlink, uint16_t type, const char *text)
{
    vs_netlink_put(netlink, type, text, strlen(text) + 1);
}

size_t vs_netlink_nest(struct vs_netlink *netlink, uint16_t type)
{
    return vs_messages_nest(&netlink->messages, type);
}

void vs_netlink_end(struct vs_netlink *netlink, size_t nest)
{
    vs_messages_end(&netlink->messages, nest);
}

void vs_netlink_allow(struct vs_netlink *netlink, int error)
{
    if (netlink->count > 0)
        netlink->allowed[netlink->count - 1] = error;
}

static void forget(struct vs_netlink *netlink)
{
    netlink->sequence += netlink->count;
    netlink->count = 0;
    vs_messages_begin(&netlink->messages, netlink->buffer, sizeof(netlink->buffer));
}

static int send_batch(struct vs_netlink *netlink)
{
    static const struct sockaddr_nl KERNEL = {.nl_family = AF_NETLINK};
    netlink->failed = 0;
    netlink->why[0] = '\0';
    if (!vs_messages_fit(&netlink->messages))
        return -ENOBUFS;
    ssize_t sent = sendto(netlink->fd, netlink->buffer, netlink->messages.length, MSG_NOSIGNAL,
                          (const struct sockaddr *)&KERNEL, sizeof(KERNEL));
    return sent < 0 ? -errno : 0;
}

/* Nobody but the kernel is listened to. Source: netlink(7), nl_pid. */
static ssize_t receive(const struct vs_netlink *netlink, void *ret_bytes, size_t size)
{
    for (;;) {
        struct sockaddr_nl from = {0};
        struct iovec part = {.iov_base = ret_bytes, .iov_len = size};
        struct msghdr message = {
            .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &part, .msg_iovlen = 1};
        ssize_t n = recvmsg(netlink->fd, &message, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        if (message.msg_flags & MSG_TRUNC)
            return -EMSGSIZE;
        if (from.nl_pid == 0)
            return n;
    }
}

/* Source: userspace-api/netlink/intro.rst, "Ext ACK". */
static void note_why(struct vs_netlink *netlink, const struct nlmsghdr *header)
{
    const struct vs_netlink_answer answer = {
        .attributes = (const void *)((const uint8_t *)NLMSG_DATA(header) + sizeof(struct nlmsgerr)),
        .length = header->nlmsg_len - NLMSG_LENGTH(sizeof(struct nlmsgerr)),
    };
    if (!(header->nlmsg_flags & NLM_F_ACK_TLVS))
        return;
    const char *text = vs_netlink_find(&answer, NLMSGERR_ATTR_MSG, 1);
    if (text)
        (void)snprintf(netlink->why, sizeof(netlink->why), "%s", text);
}

/* Its error, or 0 for one that may be. */
static int read_ack(struct vs_netlink *netlink, const struct nlmsghdr *header)
{
    const struct nlmsgerr *answer = NLMSG_DATA(header);
    if (header->nlmsg_len < NLMSG_LENGTH(sizeof(*answer)))
        return -EPROTO;
    uint32_t index = header->nlmsg_seq - netlink->sequence;
    if (index >= netlink->count || answer->error == 0 || answer->error == netlink->allowed[index])
        return 0;
    if (!netlink->failed && !netlink->why[0])
        note_why(netlink, header);
    return answer->error;
}

int vs_netlink_send(struct vs_netlink *netlink)
{
    _Alignas(8) uint8_t bytes[ANSWER_SIZE];
    int result = netlink->count ? send_batch(netlink) : 0;
    uint32_t waiting = result < 0 ? 0 : netlink->count;
    while (waiting > 0) {
        ssize_t n = receive(netlink, bytes, sizeof(bytes));
        if (n < 0) {
            result = (int)n;
            break;
        }
        int left = (int)n;
        for (struct nlmsghdr *at = (void *)bytes; NLMSG_OK(at, left); at = NLMSG_NEXT(at, left)) {
            if (at->nlmsg_type != NLMSG_ERROR ||
                at->nlmsg_seq - netlink->sequence >= netlink->count)
                continue;
            int r = read_ack(netlink, at);
            if (r < 0 && result == 0) {
                result = r;
                netlink->failed = at->nlmsg_seq - netlink->sequence;
            }
            waiting--;
        }
    }
    forget(netlink);
    return result;
}

struct asking {
    size_t fixed_size;
    vs_netlink_visit *visit;
    void *argument;
    int said; /* by visit; no answer is shown to it afterwards */
};

static int show(struct asking *asking, const struct nlmsghdr *header)
{
    size_t head = NLMSG_LENGTH(NLMSG_ALIGN(asking->fixed_size));
    if (header->nlmsg_len < head)
        return -EPROTO;
    const struct vs_netlink_answer answer = {
        .header = header,
        .fixed = NLMSG_DATA(header),
        .attributes = (const void *)((const uint8_t *)header + head),
        .length = header->nlmsg_len - head,
    };
    return asking->visit(&answer, asking->argument);
}

/* 1: there is more to come. All has to be read, or the next question would be refused as busy. */
static int read_answer(struct vs_netlink *netlink, const struct nlmsghdr *header,
                       struct asking *asking)
{
    if (header->nlmsg_seq != netlink->sequence)
        return 1;
    if (header->nlmsg_type == NLMSG_ERROR)
        return read_ack(netlink, header);
    if (header->nlmsg_type == NLMSG_DONE)
        return header->nlmsg_len < NLMSG_LENGTH(sizeof(int)) ? 0 : *(const int *)NLMSG_DATA(header);
    if (asking->said == 0)
        asking->said = show(asking, header);
    return 1;
}

int vs_netlink_ask(struct vs_netlink *netlink, size_t fixed_size, vs_netlink_visit *visit,
                   void *argument)
{
    _Alignas(8) uint8_t bytes[ANSWER_SIZE];
    struct asking asking = {.fixed_size = fixed_size, .visit = visit, .argument = argument};
    int r = netlink->count == 1 ? send_batch(netlink) : -EINVAL;
    bool more = r == 0;
    while (more) {
        ssize_t n = receive(netlink, bytes, sizeof(bytes));
        r = n < 0 ? (int)n : 1;
        int left = (int)n;
        struct nlmsghdr *at = (void *)bytes;
        for (; r == 1 && NLMSG_OK(at, left); at = NLMSG_NEXT(at, left))
            r = read_answer(netlink, at, &asking);
        more = r == 1;
    }
    forget(netlink);
    return r < 0 ? r : asking.said;
}
