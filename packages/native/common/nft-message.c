#include "nft-message.h"
#include <endian.h>
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#define ANSWER_SIZE 32768 /* the kernel fills no more at once. Source: netlink_dump */
#define HEAD_SIZE   (NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct nfgenmsg)))

void vs_nft_begin(struct vs_nft_request *request, uint16_t type, uint8_t family)
{
    memset(request, 0, sizeof(*request));
    request->header.nlmsg_type = (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type);
    request->header.nlmsg_flags = NLM_F_REQUEST;
    request->header.nlmsg_len = HEAD_SIZE;
    request->family.nfgen_family = family;
}

void vs_nft_put(struct vs_nft_request *request, uint16_t type, const void *data, size_t size)
{
    struct nlattr *attribute = (void *)((uint8_t *)request + request->header.nlmsg_len);
    attribute->nla_type = type;
    attribute->nla_len = (uint16_t)(NLA_HDRLEN + size);
    memcpy((uint8_t *)attribute + NLA_HDRLEN, data, size);
    request->header.nlmsg_len += (uint32_t)NLA_ALIGN(NLA_HDRLEN + size);
}

void vs_nft_put_text(struct vs_nft_request *request, uint16_t type, const char *text)
{
    vs_nft_put(request, type, text, strlen(text) + 1);
}

void vs_nft_parse(const void *attributes, size_t left, struct vs_nft_attribute *ret_found,
                  size_t count)
{
    const uint8_t *at = attributes;
    memset(ret_found, 0, count * sizeof(*ret_found));
    while (left >= NLA_HDRLEN) {
        const struct nlattr *attribute = (const void *)at;
        size_t size = attribute->nla_len, step = NLA_ALIGN(size);
        unsigned type = attribute->nla_type & NLA_TYPE_MASK;
        if (size < NLA_HDRLEN || size > left)
            return;
        if (type < count)
            ret_found[type] = (struct vs_nft_attribute){at + NLA_HDRLEN, size - NLA_HDRLEN};
        step = step < left ? step : left;
        at += step;
        left -= step;
    }
}

int vs_nft_take_u32(const struct vs_nft_attribute *attribute, uint32_t *ret_value)
{
    uint32_t value;
    if (attribute->size != sizeof(value))
        return -EBADMSG;
    memcpy(&value, attribute->data, sizeof(value));
    *ret_value = be32toh(value);
    return 0;
}

int vs_nft_take_u64(const struct vs_nft_attribute *attribute, uint64_t *ret_value)
{
    uint64_t value;
    if (attribute->size != sizeof(value))
        return -EBADMSG;
    memcpy(&value, attribute->data, sizeof(value));
    *ret_value = be64toh(value);
    return 0;
}

/* What is left of an earlier question, whose answer came too late, is not for us. */
struct question {
    uint32_t sequence;
    vs_nft_visit *visit;
    void *argument;
    bool is_answered;
};

static int take_message(struct question *question, const struct nlmsghdr *header)
{
    if (header->nlmsg_seq != question->sequence)
        return 0;
    if (header->nlmsg_type == NLMSG_ERROR) {
        int error = ((const struct nlmsgerr *)NLMSG_DATA(header))->error;
        return error < 0 ? error : -EBADMSG;
    }
    question->is_answered =
        header->nlmsg_type == NLMSG_DONE || !(header->nlmsg_flags & NLM_F_MULTI);
    if (header->nlmsg_type == NLMSG_DONE)
        return header->nlmsg_flags & NLM_F_DUMP_INTR ? -EINTR : 0;
    if (header->nlmsg_len < HEAD_SIZE)
        return -EBADMSG;
    return question->visit(NLMSG_DATA(header), (const uint8_t *)header + HEAD_SIZE,
                           header->nlmsg_len - HEAD_SIZE, question->argument);
}

int vs_nft_ask(int nft, const struct vs_nft_request *request, vs_nft_visit *visit, void *argument)
{
    static uint32_t sequence;
    _Alignas(8) uint8_t answer[ANSWER_SIZE];
    struct vs_nft_request numbered = *request;
    struct question question = {.sequence = ++sequence, .visit = visit, .argument = argument};
    numbered.header.nlmsg_seq = question.sequence;
    if (send(nft, &numbered, numbered.header.nlmsg_len, 0) < 0)
        return -errno;
    int r = 0;
    while (!question.is_answered) {
        ssize_t n = recv(nft, answer, sizeof(answer), 0);
        if (n < 0)
            return errno == EAGAIN ? -ETIMEDOUT : -errno;
        for (struct nlmsghdr *at = (void *)answer; NLMSG_OK(at, (size_t)n);
             at = NLMSG_NEXT(at, n)) {
            int taken = r == 0 ? take_message(&question, at) : 0;
            r = r == 0 ? taken : r;
        }
        if (r != 0)
            return r;
    }
    return r;
}
