/* The part of one guest as messages to the kernel: what nft(8) makes of firewall-text.c's lines. */
#include "address.h"
#include "firewall-sink.h"
#include "nft-expression.h"
#include <endian.h>
#include <linux/netfilter.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define FIELD_MAX 32 /* of a key or value: two IPv6 addresses */

static void put_chain(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                      const char *chain)
{
    static const struct {
        uint16_t type, flags, attribute;
    } MESSAGES[] = {
        [VS_FIREWALL_ADD] = {NFT_MSG_NEWCHAIN, NLM_F_CREATE, NFTA_CHAIN_NAME},
        [VS_FIREWALL_DELETE] = {NFT_MSG_DELCHAIN, 0, NFTA_CHAIN_NAME},
        [VS_FIREWALL_FLUSH] = {NFT_MSG_DELRULE, 0, NFTA_RULE_CHAIN}, /* without a handle: all */
    };
    vs_nft_batch_add(sink->to, MESSAGES[verb].type, MESSAGES[verb].flags);
    vs_nft_batch_put_text(sink->to, MESSAGES[verb].attribute, chain);
}

static void put_counter(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                        const char *counter)
{
    struct vs_nft_batch *batch = sink->to;
    bool adds = verb == VS_FIREWALL_ADD;
    vs_nft_batch_add(batch, adds ? NFT_MSG_NEWOBJ : NFT_MSG_DELOBJ, adds ? NLM_F_CREATE : 0);
    vs_nft_batch_put_text(batch, NFTA_OBJ_NAME, counter);
    vs_nft_batch_put_u32(batch, NFTA_OBJ_TYPE, NFT_OBJECT_COUNTER);
    if (adds)
        vs_nft_batch_end(batch, vs_nft_batch_nest(batch, NFTA_OBJ_DATA));
}

/* Each part of a key or value takes whole registers. */
struct field {
    size_t size;
    uint8_t bytes[FIELD_MAX];
};

static void join(struct field *field, const void *part, size_t size)
{
    memcpy(field->bytes + field->size, part, size);
    field->size += NLA_ALIGN(size);
}

static void join_address(struct field *field, const struct vs_address *address)
{
    join(field, address->bytes, vs_address_size(address));
}

static void join_port(struct field *field, uint16_t port)
{
    port = htobe16(port);
    join(field, &port, sizeof(port));
}

static void put_field(struct vs_nft_batch *batch, uint16_t type, const struct field *field)
{
    size_t nest = vs_nft_batch_nest(batch, type);
    vs_nft_batch_put(batch, NFTA_DATA_VALUE, field->bytes, field->size);
    vs_nft_batch_end(batch, nest);
}

static void put_key(struct vs_nft_batch *batch, const struct vs_firewall_element *element)
{
    struct field key = {0};
    for (int i = 0; i < 2 && element->addresses[i]; i++)
        join_address(&key, element->addresses[i]);
    if (element->protocol) {
        join(&key, &element->protocol, sizeof(element->protocol));
        join_port(&key, element->port);
    }
    put_field(batch, NFTA_SET_ELEM_KEY, &key);
}

static void put_value(struct vs_nft_batch *batch, const struct vs_firewall_element *element)
{
    struct field value = {0};
    if (element->chain[0]) {
        size_t nest = vs_nft_batch_nest(batch, NFTA_SET_ELEM_DATA);
        vs_nft_put_verdict(batch, element->comes_back ? NFT_JUMP : NFT_GOTO, element->chain);
        vs_nft_batch_end(batch, nest);
    } else if (element->to) {
        join_address(&value, element->to);
        join_port(&value, element->to_port);
        put_field(batch, NFTA_SET_ELEM_DATA, &value);
    }
}

static void put_element(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                        const struct vs_firewall_element *element)
{
    struct vs_nft_batch *batch = sink->to;
    bool adds = verb == VS_FIREWALL_ADD;
    char set[16];
    (void)snprintf(set, sizeof(set), "%s%u", element->set, element->family);
    vs_nft_batch_add(batch, adds ? NFT_MSG_NEWSETELEM : NFT_MSG_DELSETELEM,
                     adds ? NLM_F_CREATE : 0);
    vs_nft_batch_put_text(batch, NFTA_SET_ELEM_LIST_SET, set);
    size_t list = vs_nft_batch_nest(batch, NFTA_SET_ELEM_LIST_ELEMENTS);
    size_t one = vs_nft_batch_nest(batch, NFTA_LIST_ELEM);
    put_key(batch, element);
    put_value(batch, element);
    vs_nft_batch_end(batch, one);
    vs_nft_batch_end(batch, list);
}

/* Of its prefix the whole bytes are compared, or with a mask all. */
static void match_remote(struct vs_nft_batch *batch, const struct vs_rule *rule)
{
    static const uint32_t OFFSETS[][2] = {{12, 16}, {8, 24}}; /* source, destination; IPv4, IPv6 */
    struct vs_address first = vs_firewall_remote(rule);
    bool is6 = first.family == 6;
    uint8_t mask[sizeof(first.bytes)] = {0};
    if (first.family == 0)
        return;
    vs_nft_meta(batch, NFT_META_NFPROTO);
    vs_nft_compare_u8(batch, NFT_CMP_EQ, is6 ? NFPROTO_IPV6 : NFPROTO_IPV4);
    if (first.prefix == 0)
        return;
    size_t size = first.prefix % 8 ? vs_address_size(&first) : first.prefix / 8u;
    vs_nft_payload(batch, NFT_PAYLOAD_NETWORK_HEADER, OFFSETS[is6][rule->direction == VS_OUT],
                   (uint32_t)size);
    for (unsigned bit = 0; bit < first.prefix; bit++)
        mask[bit / 8] |= (uint8_t)(0x80u >> bit % 8);
    if (first.prefix % 8)
        vs_nft_mask(batch, mask, size);
    vs_nft_compare(batch, NFT_CMP_EQ, first.bytes, size);
}

static void match(struct vs_nft_batch *batch, const struct vs_rule *rule)
{
    match_remote(batch, rule);
    if (rule->protocol == 0)
        return;
    vs_nft_meta(batch, NFT_META_L4PROTO);
    vs_nft_compare_u8(batch, NFT_CMP_EQ, rule->protocol);
    if (rule->port_last == 0)
        return;
    vs_nft_payload(batch, NFT_PAYLOAD_TRANSPORT_HEADER, 2, sizeof(rule->port_first));
    if (rule->port_first == rule->port_last) {
        vs_nft_compare_u16(batch, NFT_CMP_EQ, rule->port_first);
        return;
    }
    vs_nft_compare_u16(batch, NFT_CMP_GTE, rule->port_first);
    vs_nft_compare_u16(batch, NFT_CMP_LTE, rule->port_last);
}

static void put_verdict(struct vs_nft_batch *batch, enum vs_direction direction, uint8_t verdict)
{
    if (verdict == VS_REJECT)
        vs_nft_verdict(batch, NFT_GOTO, "refuse");
    else if (verdict == VS_DROP)
        vs_nft_verdict(batch, NF_DROP, NULL);
    else
        vs_nft_verdict(batch, direction == VS_IN ? NF_ACCEPT : NFT_RETURN, NULL);
}

/* At the end of its chain; its expressions follow until the nest is closed. */
static size_t begin(struct vs_nft_batch *batch, const struct vs_firewall *firewall, unsigned index)
{
    char chain[VS_FIREWALL_CHAIN_SIZE];
    vs_firewall_chain(firewall, vs_firewall_direction(firewall, index), chain);
    vs_nft_batch_add(batch, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND);
    vs_nft_batch_put_text(batch, NFTA_RULE_CHAIN, chain);
    return vs_nft_batch_nest(batch, NFTA_RULE_EXPRESSIONS);
}

static void put_log(struct vs_nft_batch *batch, const struct vs_firewall *firewall, unsigned index)
{
    char prefix[VS_LOG_PREFIX_SIZE];
    vs_firewall_log_prefix(firewall, index, prefix);
    size_t rule = begin(batch, firewall, index);
    match(batch, &firewall->rules[index]);
    vs_nft_limit(batch, 20, 10);
    vs_nft_count(batch);
    vs_nft_log(batch, prefix);
    vs_nft_batch_end(batch, rule);
}

static void put_rule(const struct vs_firewall_sink *sink, const struct vs_firewall *firewall,
                     unsigned index)
{
    struct vs_nft_batch *batch = sink->to;
    char counter[VS_COUNTER_SIZE];
    bool is_rest = index >= VS_RULES_MAX;
    if (!is_rest && firewall->rules[index].flags & VS_RULE_LOG)
        put_log(batch, firewall, index);
    vs_firewall_counter(firewall, index, counter);
    size_t rule = begin(batch, firewall, index);
    if (!is_rest)
        match(batch, &firewall->rules[index]);
    vs_nft_count_in(batch, counter);
    put_verdict(batch, vs_firewall_direction(firewall, index),
                vs_firewall_verdict(firewall, index));
    vs_nft_batch_end(batch, rule);
}

const struct vs_firewall_form VS_FIREWALL_MESSAGES = {
    .chain = put_chain, .counter = put_counter, .element = put_element, .rule = put_rule};
