#include "nft-blocker.h"
#include "cleanup.h"
#include "nft-message.h"
#include "nft-query.h"
#include <endian.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define CHAINS_MAX 64
#define NAME_SIZE  128 /* of a table or chain that is looked at; others are longer only on purpose \
                        */

struct chain {
    uint8_t family;
    bool drops; /* by its policy */
    char table[NAME_SIZE], name[NAME_SIZE];
};

struct chains {
    const char *but_of;
    unsigned count;
    struct chain chains[CHAINS_MAX];
};

static bool take_text(const struct vs_nft_attribute *attribute, char *ret_text, size_t size)
{
    if (!attribute->data || attribute->size == 0 || attribute->size > size)
        return false;
    (void)snprintf(ret_text, size, "%.*s", (int)attribute->size, (const char *)attribute->data);
    return true;
}

static bool is_forward_hook(const struct vs_nft_attribute *hook)
{
    struct vs_nft_attribute found[NFTA_HOOK_HOOKNUM + 1];
    uint32_t number;
    vs_nft_parse(hook->data, hook->size, found, NFTA_HOOK_HOOKNUM + 1);
    return vs_nft_take_u32(&found[NFTA_HOOK_HOOKNUM], &number) == 0 && number == NF_INET_FORWARD;
}

static int take_chain(const struct nfgenmsg *family, const void *attributes, size_t size,
                      void *argument)
{
    struct chains *chains = argument;
    struct vs_nft_attribute found[NFTA_CHAIN_TYPE + 1];
    struct chain *chain = &chains->chains[chains->count];
    uint32_t policy = NF_ACCEPT;
    uint8_t kind = family->nfgen_family;
    vs_nft_parse(attributes, size, found, NFTA_CHAIN_TYPE + 1);
    if (chains->count == CHAINS_MAX ||
        (kind != NFPROTO_INET && kind != NFPROTO_IPV4 && kind != NFPROTO_IPV6) ||
        !is_forward_hook(&found[NFTA_CHAIN_HOOK]) ||
        !take_text(&found[NFTA_CHAIN_TABLE], chain->table, NAME_SIZE) ||
        !take_text(&found[NFTA_CHAIN_NAME], chain->name, NAME_SIZE))
        return 0;
    if (kind == NFPROTO_INET && !strcmp(chain->table, chains->but_of))
        return 0;
    (void)vs_nft_take_u32(&found[NFTA_CHAIN_POLICY], &policy);
    chain->family = kind;
    chain->drops = policy == NF_DROP;
    chains->count++;
    return 0;
}

/* An expression that decides: 1; one that changes nothing: 0; one that some packets fail: -1. */
static int weigh(const struct vs_nft_attribute *expression)
{
    static const char *const IDLE[] = {"counter", "log"};
    struct vs_nft_attribute found[NFTA_EXPR_DATA + 1], data[NFTA_IMMEDIATE_DATA + 1];
    struct vs_nft_attribute value[NFTA_DATA_VERDICT + 1], verdict[NFTA_VERDICT_CODE + 1];
    char name[32];
    uint32_t code;
    vs_nft_parse(expression->data, expression->size, found, NFTA_EXPR_DATA + 1);
    if (!take_text(&found[NFTA_EXPR_NAME], name, sizeof(name)))
        return -1;
    for (unsigned i = 0; i < sizeof(IDLE) / sizeof(IDLE[0]); i++)
        if (!strcmp(name, IDLE[i]))
            return 0;
    if (!strcmp(name, "reject"))
        return 1;
    if (strcmp(name, "immediate") != 0)
        return -1;
    vs_nft_parse(found[NFTA_EXPR_DATA].data, found[NFTA_EXPR_DATA].size, data,
                 NFTA_IMMEDIATE_DATA + 1);
    vs_nft_parse(data[NFTA_IMMEDIATE_DATA].data, data[NFTA_IMMEDIATE_DATA].size, value,
                 NFTA_DATA_VERDICT + 1);
    vs_nft_parse(value[NFTA_DATA_VERDICT].data, value[NFTA_DATA_VERDICT].size, verdict,
                 NFTA_VERDICT_CODE + 1);
    return vs_nft_take_u32(&verdict[NFTA_VERDICT_CODE], &code) == 0 && code == NF_DROP ? 1 : -1;
}

/* argument: whether the rule seen last drops or refuses every packet. */
static int take_rule(const struct nfgenmsg *family, const void *attributes, size_t size,
                     void *argument)
{
    bool *drops = argument;
    struct vs_nft_attribute found[NFTA_RULE_EXPRESSIONS + 1];
    (void)family;
    vs_nft_parse(attributes, size, found, NFTA_RULE_EXPRESSIONS + 1);
    const uint8_t *at = found[NFTA_RULE_EXPRESSIONS].data;
    size_t left = found[NFTA_RULE_EXPRESSIONS].size;
    int weight = 0;
    while (left >= NLA_HDRLEN && weight == 0) {
        const struct nlattr *element = (const void *)at;
        size_t length = element->nla_len, step = NLA_ALIGN(length);
        if (length < NLA_HDRLEN || length > left)
            break;
        weight = weigh(&(struct vs_nft_attribute){at + NLA_HDRLEN, length - NLA_HDRLEN});
        step = step < left ? step : left;
        at += step;
        left -= step;
    }
    *drops = weight == 1;
    return 0;
}

static int ends_with_drop(int nft, const struct chain *chain, bool *ret_drops)
{
    struct vs_nft_request request;
    *ret_drops = false;
    vs_nft_begin(&request, NFT_MSG_GETRULE, chain->family);
    request.header.nlmsg_flags |= NLM_F_DUMP;
    vs_nft_put_text(&request, NFTA_RULE_TABLE, chain->table);
    vs_nft_put_text(&request, NFTA_RULE_CHAIN, chain->name);
    return vs_nft_ask(nft, &request, take_rule, ret_drops);
}

static int find(int nft, struct chains *chains, char *ret_name, size_t size)
{
    static const struct {
        uint8_t family;
        const char *name;
    } FAMILIES[] = {{NFPROTO_INET, "inet"}, {NFPROTO_IPV4, "ip"}, {NFPROTO_IPV6, "ip6"}};
    for (unsigned i = 0; i < chains->count; i++) {
        const struct chain *chain = &chains->chains[i];
        bool drops = chain->drops;
        int r = drops ? 0 : ends_with_drop(nft, chain, &drops);
        if (r < 0)
            return r;
        for (unsigned j = 0; drops && j < sizeof(FAMILIES) / sizeof(FAMILIES[0]); j++)
            if (FAMILIES[j].family == chain->family)
                (void)snprintf(ret_name, size, "%s %s %s", FAMILIES[j].name, chain->table,
                               chain->name);
        if (drops)
            return 0;
    }
    return 0;
}

int vs_nft_blocker(const char *but_of, char *ret_name, size_t size)
{
    static struct chains chains;
    struct vs_nft_request request;
    cleanup_fd int nft = vs_nft_open();
    ret_name[0] = '\0';
    if (nft < 0)
        return nft == -EOPNOTSUPP ? 0 : nft;
    chains.but_of = but_of;
    chains.count = 0;
    vs_nft_begin(&request, NFT_MSG_GETCHAIN, NFPROTO_UNSPEC);
    request.header.nlmsg_flags |= NLM_F_DUMP;
    int r = vs_nft_ask(nft, &request, take_chain, &chains);
    return r < 0 ? r : find(nft, &chains, ret_name, size);
}
