/* Netlink messages built one behind the other in one buffer. Source: netlink(7), nlattr in
 * kernel userspace-api/netlink/intro.rst. */
#pragma once
#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vs_netlink_messages {
    uint8_t *buffer;
    size_t size;
    size_t length, last; /* bytes used; where the last message begins */
};

/* buffer: aligned to 8, stays the caller's. */
void vs_messages_begin(struct vs_netlink_messages *messages, void *buffer, size_t size);
/* False once something did not fit: nothing is added any more. */
bool vs_messages_fit(const struct vs_netlink_messages *messages);
void vs_messages_spoil(struct vs_netlink_messages *messages);
/* One more; its length is kept up to date. NULL: it does not fit. */
struct nlmsghdr *vs_messages_add(struct vs_netlink_messages *messages,
                                 const struct nlmsghdr *header, const void *fixed, size_t size);
struct nlmsghdr *vs_messages_at(const struct vs_netlink_messages *messages, size_t at);
/* Of the message added last: zeroed room at its end, or NULL; an attribute. */
void *vs_messages_room(struct vs_netlink_messages *messages, size_t size);
void vs_messages_put(struct vs_netlink_messages *messages, uint16_t type, const void *value,
                     size_t size);
/* Attributes put until the end are inside this one. */
size_t vs_messages_nest(struct vs_netlink_messages *messages, uint16_t type);
void vs_messages_end(struct vs_netlink_messages *messages, size_t nest);
