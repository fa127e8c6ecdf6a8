#include "netlink-messages.h"
#include <string.h>

void vs_messages_begin(struct vs_netlink_messages *messages, void *buffer, size_t size)
{
    *messages = (struct vs_netlink_messages){.buffer = buffer, .size = size};
}

bool vs_messages_fit(const struct vs_netlink_messages *messages)
{
    return messages->length <= messages->size;
}

void vs_messages_spoil(struct vs_netlink_messages *messages)
{
    messages->length = messages->size + 1;
}

struct nlmsghdr *vs_messages_at(const struct vs_netlink_messages *messages, size_t at)
{
    return (struct nlmsghdr *)(void *)(messages->buffer + at);
}

static void *take(struct vs_netlink_messages *messages, size_t size)
{
    size_t aligned = NLMSG_ALIGN(size);
    if (!vs_messages_fit(messages) || messages->size - messages->length < aligned) {
        vs_messages_spoil(messages);
        return NULL;
    }
    void *room = messages->buffer + messages->length;
    memset(room, 0, aligned);
    messages->length += aligned;
    return room;
}

struct nlmsghdr *vs_messages_add(struct vs_netlink_messages *messages,
                                 const struct nlmsghdr *header, const void *fixed, size_t size)
{
    size_t start = messages->length;
    struct nlmsghdr *added = take(messages, NLMSG_HDRLEN + size);
    if (!added)
        return NULL;
    messages->last = start;
    *added = *header;
    added->nlmsg_len = (uint32_t)(messages->length - start);
    memcpy((uint8_t *)added + NLMSG_HDRLEN, fixed, size);
    return added;
}

void *vs_messages_room(struct vs_netlink_messages *messages, size_t size)
{
    void *room = take(messages, size);
    if (room)
        vs_messages_at(messages, messages->last)->nlmsg_len =
            (uint32_t)(messages->length - messages->last);
    return room;
}

void vs_messages_put(struct vs_netlink_messages *messages, uint16_t type, const void *value,
                     size_t size)
{
    struct nlattr *attribute = vs_messages_room(messages, NLA_HDRLEN + size);
    if (!attribute)
        return;
    attribute->nla_type = type;
    attribute->nla_len = (uint16_t)(NLA_HDRLEN + size);
    if (size)
        memcpy((uint8_t *)attribute + NLA_HDRLEN, value, size);
}

size_t vs_messages_nest(struct vs_netlink_messages *messages, uint16_t type)
{
    size_t start = messages->length;
    vs_messages_put(messages, type | NLA_F_NESTED, NULL, 0);
    return start;
}

void vs_messages_end(struct vs_netlink_messages *messages, size_t nest)
{
    if (!vs_messages_fit(messages))
        return;
    struct nlattr *attribute = (struct nlattr *)(void *)(messages->buffer + nest);
    attribute->nla_len = (uint16_t)(messages->length - nest);
}
