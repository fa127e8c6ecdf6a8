#include "nft-batch.h"
#include "netlink.h"
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

static void add(struct vs_nft_batch *batch, uint16_t type, uint16_t flags, struct nfgenmsg family)
{
    const struct nlmsghdr header = {
        .nlmsg_type = type,
        .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags),
        .nlmsg_seq = SEQUENCE + batch->count,
    };
    if (vs_messages_add(&batch->messages, &header, &family, sizeof(family)))
        batch->count++;
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
    vs_messages_begin(&batch->messages, batch->buffer, sizeof(batch->buffer));
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
    vs_messages_put(&batch->messages, type, value, size);
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
    return vs_messages_nest(&batch->messages, type);
}

void vs_nft_batch_end(struct vs_nft_batch *batch, size_t nest)
{
    vs_messages_end(&batch->messages, nest);
}

/* Where in the message it was; 0: the kernel does not say. */
static uint32_t offset_in(const struct nlmsghdr *answer)
{
    size_t head = NLMSG_LENGTH(sizeof(struct nlmsgerr));
    if (!(answer->nlmsg_flags & NLM_F_ACK_TLVS) || answer->nlmsg_len <= head)
        return 0;
    const struct vs_netlink_answer words = {
        .attributes = (const void *)((const uint8_t *)answer + head),
        .length = answer->nlmsg_len - head,
    };
    return vs_netlink_find_u32(&words, NLMSGERR_ATTR_OFFS, 0);
}

/* Which message of ours it was, and with the kernel's help which attribute of it. */
static void explain(struct vs_nft_batch *batch, const struct nlmsghdr *answer)
{
    const struct nlmsgerr *error = NLMSG_DATA(answer);
    size_t at = 0;
    uint32_t number = answer->nlmsg_seq - SEQUENCE, offset = offset_in(answer);
    for (uint32_t i = 0; i < number && at < batch->messages.last; i++)
        at += vs_messages_at(&batch->messages, at)->nlmsg_len;
    const struct nlmsghdr *message = vs_messages_at(&batch->messages, at);
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
    vs_messages_at(&batch->messages, batch->messages.last)->nlmsg_flags |= NLM_F_ACK;
    add(batch, NFNL_MSG_BATCH_END, 0, of_tables());
    if (!vs_messages_fit(&batch->messages))
        return -ENOBUFS;
    static const int OPTIONS[] = {NETLINK_EXT_ACK, NETLINK_CAP_ACK};
    for (size_t i = 0; i < sizeof(OPTIONS) / sizeof(OPTIONS[0]); i++)
        if (setsockopt(nft, SOL_NETLINK, OPTIONS[i], &(int){1}, sizeof(int)) < 0)
            return -errno;
    if (setsockopt(nft, SOL_SOCKET, SO_SNDBUFFORCE, &(int){VS_NFT_BATCH_SIZE}, sizeof(int)) < 0)
        return -errno;
    if (send(nft, batch->buffer, batch->messages.length, MSG_NOSIGNAL) < 0)
        return -errno;
    return read_answers(batch, nft, last);
}
