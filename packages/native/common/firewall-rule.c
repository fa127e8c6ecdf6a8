/* What the rules of a guest are called and say in its chains in-XID and out-XID. */
#include "firewall-text.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static uint64_t fingerprint(const struct vs_rule *rule)
{
    const uint8_t *bytes = (const uint8_t *)rule;
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < sizeof(*rule); i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static unsigned equal_before(const struct vs_firewall *firewall, unsigned index)
{
    unsigned count = 0;
    for (unsigned i = 0; i < index; i++)
        count += !memcmp(&firewall->rules[i], &firewall->rules[index], sizeof(struct vs_rule));
    return count;
}

void vs_firewall_counter(const struct vs_firewall *firewall, unsigned index,
                         char ret_name[VS_COUNTER_SIZE])
{
    if (index >= VS_RULES_MAX)
        (void)snprintf(ret_name, VS_COUNTER_SIZE, "%s-%" PRIu32,
                       index == VS_RULES_MAX ? "rest-in" : "rest-out", firewall->xid);
    else
        (void)snprintf(ret_name, VS_COUNTER_SIZE, "rule-%" PRIu32 "-%016" PRIx64 "-%u",
                       firewall->xid, fingerprint(&firewall->rules[index]),
                       equal_before(firewall, index));
}

enum vs_direction vs_firewall_direction(const struct vs_firewall *firewall, unsigned index)
{
    if (index >= VS_RULES_MAX)
        return index == VS_RULES_MAX ? VS_IN : VS_OUT;
    return firewall->rules[index].direction;
}

uint8_t vs_firewall_verdict(const struct vs_firewall *firewall, unsigned index)
{
    if (index >= VS_RULES_MAX)
        return index == VS_RULES_MAX ? firewall->in : firewall->out;
    return firewall->rules[index].verdict;
}

void vs_firewall_chain(const struct vs_firewall *firewall, enum vs_direction direction,
                       char ret_name[VS_FIREWALL_CHAIN_SIZE])
{
    (void)snprintf(ret_name, VS_FIREWALL_CHAIN_SIZE, "%s-%" PRIu32,
                   direction == VS_IN ? "in" : "out", firewall->xid);
}

void vs_firewall_log_prefix(const struct vs_firewall *firewall, unsigned index,
                            char ret_prefix[VS_LOG_PREFIX_SIZE])
{
    static const char *const WORDS[] = {
        [VS_ACCEPT] = "accept", [VS_DROP] = "drop", [VS_REJECT] = "reject"};
    const struct vs_rule *rule = &firewall->rules[index];
    (void)snprintf(ret_prefix, VS_LOG_PREFIX_SIZE, "vserver %" PRIu32 " %s %s %u: ", firewall->xid,
                   rule->direction == VS_IN ? "in" : "out", WORDS[rule->verdict], index + 1);
}

struct vs_address vs_firewall_remote(const struct vs_rule *rule)
{
    struct vs_address first = rule->remote;
    for (unsigned bit = first.prefix; bit < 8 * sizeof(first.bytes); bit++)
        first.bytes[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
    return first;
}

uint32_t vs_firewall_rules_in(const struct vs_firewall *firewall, enum vs_direction direction)
{
    uint32_t count = 1; /* the verdict on the rest */
    for (unsigned i = 0; i < firewall->rules_count; i++)
        if (firewall->rules[i].direction == direction)
            count += firewall->rules[i].flags & VS_RULE_LOG ? 2 : 1;
    return count;
}

uint32_t vs_firewall_refusals(const struct vs_firewall_record *record)
{
    const struct vs_firewall *firewall = &record->firewall;
    if (!vs_firewall_has_chains(record))
        return 0;
    uint32_t count = (firewall->in == VS_REJECT) + (firewall->out == VS_REJECT);
    for (unsigned i = 0; i < firewall->rules_count; i++)
        count += firewall->rules[i].verdict == VS_REJECT;
    return count;
}
