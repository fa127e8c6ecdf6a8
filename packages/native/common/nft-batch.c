#include "nft-batch.h"
#include <endian.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define ANSWER_SIZE 32768
/* Questions by the same socket count up from 1. */
#define SEQUENCE  UINT32_C(0x80000000)
#define HEAD_SIZE (NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct nfgenmsg)))

static struct nlmsghdr *message_at(struct vs_nft_batch *batch, size_t at)
{
    return (struct nlmsghdr *)(void *)(batch->buffer + at);
}

/* Zeroed room at the end, or NULL; the batch is then too long for good. */
static void *take(struct vs_nft_batch *batch, size_t size)
{
    size_t aligned = NLMSG_ALIGN(size);
    if (batch->length > VS_NFT_BATCH_SIZE || VS_NFT_BATCH_SIZE - batch->length < aligned) {
        batch->length = VS_NFT_BATCH_SIZE + 1;
        return NULL;
    }
    void *room = batch->buffer + batch->length;
    memset(room, 0, aligned);
    batch->length += aligned;
    return room;
}

static void add(struct vs_nft_batch *batch, uint16_t type, uint16_t flags, struct nfgenmsg family)
{
    size_t start = batch->length;
    struct nlmsghdr *header = take(batch, HEAD_SIZE);
    if (!header)
        return;
    batch->last = start;
    *header = (struct nlmsghdr){
        .nlmsg_type = type,
        .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags),
        .nlmsg_seq = SEQUENCE + batch->count++,
        .nlmsg_len = HEAD_SIZE,
    };
    memcpy((uint8_t *)header + NLMSG_HDRLEN, &family, sizeof(family));
}

/* Whose batch it is. */
static struct nfgenmsg of_tables(void)
{
    return (struct nfgenmsg){.res_id = htobe16(NFNL_SUBSYS_NFTABLES)};
}

void vs_nft_batch_begin(struct vs_nft_batch *batch, const char *table, uint32_t generation)
{
    batch->table = table;
    batch->count = 0;
    batch->length = batch->last = 0;
    batch->why[0] = '\0';
    add(batch, NFNL_MSG_BATCH_BEGIN, 0, of_tables());
    if (generation != 0)
        vs_nft_batch_put_u32(batch, NFNL_BATCH_GENID, generation);
}

void vs_nft_batch_add(struct vs_nft_batch *batch, uint16_t type, uint16_t flags)
{
    add(batch, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type), flags,
        (struct nfgenmsg){.nfgen_family = NFPROTO_INET});
    /* The same number in every kind of message: NFTA_RULE_TABLE, NFTA_CHAIN_TABLE, ... */
    vs_nft_batch_put_text(batch, 1, batch->table);
}

void vs_nft_batch_put(struct vs_nft_batch *batch, uint16_t type, const void *value, size_t size)
{
    struct nlattr *attribute = take(batch, NLA_HDRLEN + size);
    if (!attribute)
        return;
    attribute->nla_type = type;
    attribute->nla_len = (uint16_t)(NLA_HDRLEN + size);
    if (size)
        memcpy((uint8_t *)attribute + NLA_HDRLEN, value, size);
    message_at(batch, batch->last)->nlmsg_len = (uint32_t)(batch->length - batch->last);
}

void vs_nft_batch_put_u32(struct vs_nft_batch *batch, uint16_t type, uint32_t value)
{
    value = htobe32(value);
    vs_nft_batch_put(batch, type, &value, sizeof(value));
}

void vs_nft_batch_put_u64(struct vs_nft_batch *batch, uint16_t type, uint64_t value)
{
    value = htobe64(value);
    vs_nft_batch_put(batch, type, &value, sizeof(value));
}

void vs_nft_batch_put_text(struct vs_nft_batch *batch, uint16_t type, const char *text)
{
    vs_nft_batch_put(batch, type, text, strlen(text) + 1);
}

size_t vs_nft_batch_nest(struct vs_nft_batch *batch, uint16_t type)
{
    size_t start = batch->length;
    vs_nft_batch_put(batch, type | NLA_F_NESTED, NULL, 0);
    return start;
}

void vs_nft_batch_end(struct vs_nft_batch *batch, size_t nest)
{
    if (batch->length > VS_NFT_BATCH_SIZE)
        return;
    struct nlattr *attribute = (struct nlattr *)(void *)(batch->buffer + nest);
    attribute->nla_len = (uint16_t)(batch->length - nest);
}

static const struct nlattr *find(const void *attributes, size_t left, uint16_t type)
{
    const uint8_t *at = attributes;
    while (left >= NLA_HDRLEN) {
        const struct nlattr *attribute = (const void *)at;
        size_t step = NLA_ALIGN(attribute->nla_len);
        if (attribute->nla_len < NLA_HDRLEN || attribute->nla_len > left)
            break;
        if ((attribute->nla_type & NLA_TYPE_MASK) == type)
            return attribute;
        step = step < left ? step : left;
        at += step;
        left -= step;
    }
    return NULL;
}

/* Which message of ours it was, and with the kernel's help which attribute of it. */
static void explain(struct vs_nft_batch *batch, const struct nlmsghdr *answer)
{
    const struct nlmsgerr *error = NLMSG_DATA(answer);
    size_t at = 0, head = NLMSG_LENGTH(sizeof(*error));
    uint32_t number = answer->nlmsg_seq - SEQUENCE, offset = 0;
    for (uint32_t i = 0; i < number && at < batch->last; i++)
        at += message_at(batch, at)->nlmsg_len;
    const struct nlmsghdr *message = message_at(batch, at);
    const struct nlattr *where = NULL;
    if (answer->nlmsg_flags & NLM_F_ACK_TLVS && answer->nlmsg_len > head)
        where = find((const uint8_t *)answer + head, answer->nlmsg_len - head, NLMSGERR_ATTR_OFFS);
    if (where && where->nla_len == NLA_HDRLEN + sizeof(offset))
        memcpy(&offset, (const uint8_t *)where + NLA_HDRLEN, sizeof(offset));
    const struct nlattr *refused = offset >= HEAD_SIZE && offset % NLA_ALIGNTO == 0 &&
                                           offset + NLA_HDRLEN <= message->nlmsg_len
                                       ? (const void *)((const uint8_t *)message + offset)
                                       : NULL;
    (void)snprintf(batch->why, sizeof(batch->why), "message %u of type %u, attribute %d: error %d",
                   number, message->nlmsg_type & 0xffu,
                   refused ? refused->nla_type & NLA_TYPE_MASK : -1, -error->error);
}

/* All answers are there when the batch has been sent. No answer at all: nothing was done. */
static int read_answers(struct vs_nft_batch *batch, int nft, uint32_t last)
{
    _Alignas(8) uint8_t bytes[ANSWER_SIZE];
    int result = -EPROTO;
    ssize_t n;
    while ((n = recv(nft, bytes, sizeof(bytes), MSG_DONTWAIT)) >= 0 || errno == EINTR) {
        size_t left = n < 0 ? 0 : (size_t)n;
        for (struct nlmsghdr *at = (void *)bytes; NLMSG_OK(at, left); at = NLMSG_NEXT(at, left)) {
            if (at->nlmsg_type != NLMSG_ERROR || at->nlmsg_seq - SEQUENCE > last)
                continue;
            int error = ((const struct nlmsgerr *)NLMSG_DATA(at))->error;
            if (error < 0 && !batch->why[0])
                explain(batch, at);
            if (error < 0 && (result == 0 || result == -EPROTO))
                result = error;
            else if (at->nlmsg_seq - SEQUENCE == last && result == -EPROTO)
                result = 0;
        }
    }
    return errno == EAGAIN ? result : -errno;
}

int vs_nft_batch_send(struct vs_nft_batch *batch, int nft)
{
    uint32_t last = batch->count - 1;
    if (last == 0) /* nothing to change */
        return 0;
    /* Kernels before 6.10 answer to no begin and no end. */
    message_at(batch, batch->last)->nlmsg_flags |= NLM_F_ACK;
    add(batch, NFNL_MSG_BATCH_END, 0, of_tables());
    if (batch->length > VS_NFT_BATCH_SIZE)
        return -ENOBUFS;
    static const int OPTIONS[] = {NETLINK_EXT_ACK, NETLINK_CAP_ACK};
    for (size_t i = 0; i < sizeof(OPTIONS) / sizeof(OPTIONS[0]); i++)
        if (setsockopt(nft, SOL_NETLINK, OPTIONS[i], &(int){1}, sizeof(int)) < 0)
            return -errno;
    if (setsockopt(nft, SOL_SOCKET, SO_SNDBUFFORCE, &(int){VS_NFT_BATCH_SIZE}, sizeof(int)) < 0)
        return -errno;
    if (send(nft, batch->buffer, batch->length, MSG_NOSIGNAL) < 0)
        return -errno;
    return read_answers(batch, nft, last);
}
