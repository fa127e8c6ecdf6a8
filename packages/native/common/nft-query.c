#include "nft-query.h"
#include "cleanup.h"
#include "nft-message.h"
#include <endian.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#define ANSWER_SECONDS 10

int vs_nft_open(void)
{
    cleanup_fd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
    struct timeval patience = {.tv_sec = ANSWER_SECONDS};
    uint32_t generation;
    if (fd < 0)
        return errno == EPROTONOSUPPORT ? -EOPNOTSUPP : -errno;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0)
        return -errno;
    /* Without the module there is a socket, yet nobody who answers. */
    int r = vs_nft_generation(fd, &generation);
    return r == -EINVAL ? -EOPNOTSUPP : r < 0 ? r : vs_steal_fd(&fd);
}

static int take_generation(const struct nfgenmsg *family, const void *attributes, size_t size,
                           void *argument)
{
    struct vs_nft_attribute found[NFTA_GEN_ID + 1];
    (void)family;
    vs_nft_parse(attributes, size, found, NFTA_GEN_ID + 1);
    return vs_nft_take_u32(&found[NFTA_GEN_ID], argument);
}

int vs_nft_generation(int nft, uint32_t *ret_generation)
{
    struct vs_nft_request request;
    vs_nft_begin(&request, NFT_MSG_GETGEN, AF_UNSPEC);
    return vs_nft_ask(nft, &request, take_generation, ret_generation);
}

struct table_question {
    const char *mark;
    struct vs_nft_table *table;
};

static int take_table(const struct nfgenmsg *family, const void *attributes, size_t size,
                      void *argument)
{
    struct table_question *question = argument;
    struct vs_nft_attribute found[NFTA_TABLE_USERDATA + 1];
    (void)family;
    vs_nft_parse(attributes, size, found, NFTA_TABLE_USERDATA + 1);
    const struct vs_nft_attribute *comment = &found[NFTA_TABLE_USERDATA];
    question->table->is_marked = comment->data && memmem(comment->data, comment->size,
                                                         question->mark, strlen(question->mark));
    return vs_nft_take_u64(&found[NFTA_TABLE_HANDLE], &question->table->handle);
}

int vs_nft_table(int nft, const char *table, const char *mark, struct vs_nft_table *ret_table)
{
    struct vs_nft_request request;
    struct table_question question = {mark, ret_table};
    vs_nft_begin(&request, NFT_MSG_GETTABLE, NFPROTO_INET);
    vs_nft_put_text(&request, NFTA_TABLE_NAME, table);
    return vs_nft_ask(nft, &request, take_table, &question);
}

static int take_use(const struct nfgenmsg *family, const void *attributes, size_t size,
                    void *argument)
{
    struct vs_nft_attribute found[NFTA_CHAIN_USE + 1];
    (void)family;
    vs_nft_parse(attributes, size, found, NFTA_CHAIN_USE + 1);
    return vs_nft_take_u32(&found[NFTA_CHAIN_USE], argument);
}

int vs_nft_chain_use(int nft, const char *table, const char *chain, uint32_t *ret_use)
{
    struct vs_nft_request request;
    vs_nft_begin(&request, NFT_MSG_GETCHAIN, NFPROTO_INET);
    vs_nft_put_text(&request, NFTA_CHAIN_TABLE, table);
    vs_nft_put_text(&request, NFTA_CHAIN_NAME, chain);
    return vs_nft_ask(nft, &request, take_use, ret_use);
}

struct counter {
    uint64_t packets, bytes;
};

static int take_counter(const struct nfgenmsg *family, const void *attributes, size_t size,
                        void *argument)
{
    struct counter *counter = argument;
    struct vs_nft_attribute found[NFTA_OBJ_DATA + 1], data[NFTA_COUNTER_PACKETS + 1];
    (void)family;
    vs_nft_parse(attributes, size, found, NFTA_OBJ_DATA + 1);
    vs_nft_parse(found[NFTA_OBJ_DATA].data, found[NFTA_OBJ_DATA].size, data,
                 NFTA_COUNTER_PACKETS + 1);
    int r = vs_nft_take_u64(&data[NFTA_COUNTER_PACKETS], &counter->packets);
    return r < 0 ? r : vs_nft_take_u64(&data[NFTA_COUNTER_BYTES], &counter->bytes);
}

int vs_nft_counter(int nft, const char *table, const char *counter, uint64_t *ret_packets,
                   uint64_t *ret_bytes)
{
    struct vs_nft_request request;
    struct counter found;
    uint32_t type = htobe32(NFT_OBJECT_COUNTER);
    vs_nft_begin(&request, NFT_MSG_GETOBJ, NFPROTO_INET);
    vs_nft_put_text(&request, NFTA_OBJ_TABLE, table);
    vs_nft_put_text(&request, NFTA_OBJ_NAME, counter);
    vs_nft_put(&request, NFTA_OBJ_TYPE, &type, sizeof(type));
    int r = vs_nft_ask(nft, &request, take_counter, &found);
    if (r < 0)
        return r;
    *ret_packets = found.packets;
    *ret_bytes = found.bytes;
    return 0;
}
