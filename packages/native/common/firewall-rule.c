/* A rule of a guest as rules of its chains in-XID and out-XID. */
#include "firewall-text.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TCP 6
#define UDP 17

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

static enum vs_direction direction_of(const struct vs_firewall *firewall, unsigned index)
{
    if (index >= VS_RULES_MAX)
        return index == VS_RULES_MAX ? VS_IN : VS_OUT;
    return firewall->rules[index].direction;
}

static void write_begin(struct vs_script *script, const char *table,
                        const struct vs_firewall *firewall, enum vs_direction direction)
{
    vs_script_add(script, "add rule inet %s %s-%" PRIu32, table, direction == VS_IN ? "in" : "out",
                  firewall->xid);
    script->rules++;
}

/* A prefix of no bits is the whole family. */
static void write_remote(struct vs_script *script, const struct vs_rule *rule)
{
    const struct vs_address *remote = &rule->remote;
    if (remote->family == 0)
        return;
    if (remote->prefix == 0) {
        vs_script_add(script, " meta nfproto ipv%u", remote->family);
        return;
    }
    struct vs_address first = *remote;
    for (unsigned bit = remote->prefix; bit < 8 * sizeof(first.bytes); bit++)
        first.bytes[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
    vs_script_add(script, " %s %s ", remote->family == 6 ? "ip6" : "ip",
                  rule->direction == VS_IN ? "saddr" : "daddr");
    vs_script_address(script, &first);
    vs_script_add(script, "/%u", remote->prefix);
}

static void write_match(struct vs_script *script, const struct vs_rule *rule)
{
    const char *name = rule->protocol == TCP ? "tcp" : "udp";
    write_remote(script, rule);
    if (rule->protocol == 0)
        return;
    if (rule->port_last == 0)
        vs_script_add(script, " meta l4proto %u", rule->protocol);
    else if (rule->port_first == rule->port_last)
        vs_script_add(script, " %s dport %u", name, rule->port_first);
    else
        vs_script_add(script, " %s dport %u-%u", name, rule->port_first, rule->port_last);
}

/* What goes out is let go on to the chain of whom it goes to, if that is a guest. */
static const char *verdict_text(enum vs_direction direction, uint8_t verdict)
{
    if (verdict == VS_ACCEPT)
        return direction == VS_IN ? "accept" : "return";
    return verdict == VS_DROP ? "drop" : "goto refuse";
}

/* The limit ends its rule when it is exceeded, so the log has a rule of its own. */
static void write_log(struct vs_script *script, const char *table,
                      const struct vs_firewall *firewall, unsigned index)
{
    static const char *const WORDS[] = {
        [VS_ACCEPT] = "accept", [VS_DROP] = "drop", [VS_REJECT] = "reject"};
    const struct vs_rule *rule = &firewall->rules[index];
    write_begin(script, table, firewall, rule->direction);
    write_match(script, rule);
    vs_script_add(script,
                  " limit rate 20/minute burst 10 packets counter log prefix \"vserver %" PRIu32
                  " %s %s %u: \"\n",
                  firewall->xid, rule->direction == VS_IN ? "in" : "out", WORDS[rule->verdict],
                  index + 1);
}

void vs_firewall_write_rule(struct vs_script *script, const char *table,
                            const struct vs_firewall *firewall, unsigned index)
{
    char counter[VS_COUNTER_SIZE];
    enum vs_direction direction = direction_of(firewall, index);
    bool is_rest = index >= VS_RULES_MAX;
    uint8_t rest = direction == VS_IN ? firewall->in : firewall->out;
    if (!is_rest && firewall->rules[index].flags & VS_RULE_LOG)
        write_log(script, table, firewall, index);
    vs_firewall_counter(firewall, index, counter);
    write_begin(script, table, firewall, direction);
    if (!is_rest)
        write_match(script, &firewall->rules[index]);
    vs_script_add(script, " counter name \"%s\" %s\n", counter,
                  verdict_text(direction, is_rest ? rest : firewall->rules[index].verdict));
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
