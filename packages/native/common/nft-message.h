/* Messages to and from nf_tables. Source: kernel include/uapi/linux/netfilter/nf_tables.h. */
#pragma once
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>

struct vs_nft_request {
    struct nlmsghdr header;
    struct nfgenmsg family;
    uint8_t attributes[256];
};

/* An attribute of an answer; data is NULL when it is not there. */
struct vs_nft_attribute {
    const void *data;
    size_t size;
};

void vs_nft_begin(struct vs_nft_request *request, uint16_t type, uint8_t family);
/* Names of ours and of nf_tables are far shorter than the room there is. */
void vs_nft_put(struct vs_nft_request *request, uint16_t type, const void *data, size_t size);
void vs_nft_put_text(struct vs_nft_request *request, uint16_t type, const char *text);

/* Takes attributes with numbers below count; what is cut short ends them. */
void vs_nft_parse(const void *attributes, size_t size, struct vs_nft_attribute *ret_found,
                  size_t count);
/* 0 or -EBADMSG. */
int vs_nft_take_u32(const struct vs_nft_attribute *attribute, uint32_t *ret_value);
int vs_nft_take_u64(const struct vs_nft_attribute *attribute, uint64_t *ret_value);

/* Called with the attributes of an answer; what is not 0 is the result of the asking. */
typedef int vs_nft_visit(const struct nfgenmsg *family, const void *attributes, size_t size,
                         void *argument);
/* The one answer, or with NLM_F_DUMP in the request's flags each of them. 0 or -errno. */
int vs_nft_ask(int nft, const struct vs_nft_request *request, vs_nft_visit *visit, void *argument);
