/*
 * Route netlink: several requests built in one buffer, sent at once, each answered by the kernel.
 * Sources: netlink(7), rtnetlink(7), kernel userspace-api/netlink/intro.rst.
 */
#pragma once
#include "netlink-messages.h"

#define VS_NETLINK_SIZE 16384 /* of all requests of a batch */
#define VS_NETLINK_MAX  128   /* requests of a batch */

struct vs_netlink {
    int fd;
    uint32_t sequence; /* of the first request of the batch */
    uint32_t count;
    uint32_t failed;             /* number in the batch of the request that was refused first */
    char why[80];                /* what the kernel said about it, or "" */
    int allowed[VS_NETLINK_MAX]; /* -errno that is as good as success, or 0 */
    struct vs_netlink_messages messages;
    _Alignas(8) uint8_t buffer[VS_NETLINK_SIZE];
};

/* Of the network namespace the caller is in; its socket stays there. 0 or -errno. */
int vs_netlink_open(struct vs_netlink *netlink);
/* For a socket opened before; it is the caller's to close. */
void vs_netlink_use(struct vs_netlink *netlink, int fd);
void vs_netlink_close(struct vs_netlink *netlink);

/*
 * One more request, with the fixed part of its type (struct rtmsg, ifinfomsg, ...). flags are
 * NLM_F_CREATE and the like; that it is a request with an answer is added. What does not fit makes
 * vs_netlink_send refuse with ENOBUFS.
 */
void vs_netlink_add(struct vs_netlink *netlink, uint16_t type, uint16_t flags, const void *fixed,
                    size_t size);
/* Attributes of the request added last. */
void vs_netlink_put(struct vs_netlink *netlink, uint16_t type, const void *value, size_t size);
void vs_netlink_put_u8(struct vs_netlink *netlink, uint16_t type, uint8_t value);
void vs_netlink_put_u32(struct vs_netlink *netlink, uint16_t type, uint32_t value);
void vs_netlink_put_text(struct vs_netlink *netlink, uint16_t type, const char *text);
/* Attributes put until the end are inside this one. */
size_t vs_netlink_nest(struct vs_netlink *netlink, uint16_t type);
void vs_netlink_end(struct vs_netlink *netlink, size_t nest);
/* Zeroed room for the fixed part that some nests begin with; NULL when the batch is full. */
void *vs_netlink_room(struct vs_netlink *netlink, size_t size);
/* The request added last may also be refused with this -errno (EEXIST, ENOENT, ...). */
void vs_netlink_allow(struct vs_netlink *netlink, int error);

/*
 * Sends the batch and waits until each request is answered; one that fails does not stop those
 * after it. The first failure as -errno, with its number and the kernel's words. The batch is empty
 * afterwards.
 */
int vs_netlink_send(struct vs_netlink *netlink);

/* An answer's attributes by number; one of a higher number than max is left out. */
struct vs_netlink_answer {
    const struct nlmsghdr *header;
    const void *fixed;
    const struct nlattr *attributes; /* the first */
    size_t length;                   /* of all attributes */
};
/* NULL when it is not there or smaller than size. */
const void *vs_netlink_find(const struct vs_netlink_answer *answer, uint16_t type, size_t size);
/* Of a number that is not there: otherwise. */
uint32_t vs_netlink_find_u32(const struct vs_netlink_answer *answer, uint16_t type,
                             uint32_t otherwise);
/* The attributes inside one; an empty answer when it is not there. */
struct vs_netlink_answer vs_netlink_inside(const struct vs_netlink_answer *answer, uint16_t type);

/* Called for each answer, and no more once it has returned what is not 0; that is what the asking
 * then returns. */
typedef int vs_netlink_visit(const struct vs_netlink_answer *answer, void *argument);
/*
 * Sends the one request of the batch as a question: one answer, or with NLM_F_DUMP in its flags as
 * many as there are. fixed_size is that of the answers' fixed part. 0 or -errno: ENOENT, ENODEV,
 * ... as the kernel says.
 */
int vs_netlink_ask(struct vs_netlink *netlink, size_t fixed_size, vs_netlink_visit *visit,
                   void *argument);
