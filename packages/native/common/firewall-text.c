/* The part of one guest as lines for nft(8). */
#include "firewall-sink.h"

#define TCP 6

static const char *const VERBS[] = {
    [VS_FIREWALL_ADD] = "add", [VS_FIREWALL_DELETE] = "delete", [VS_FIREWALL_FLUSH] = "flush"};

static void write_chain(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                        const char *chain)
{
    vs_script_add(sink->to, "%s chain inet %s %s\n", VERBS[verb], sink->table, chain);
}

static void write_counter(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                          const char *counter)
{
    vs_script_add(sink->to, "%s counter inet %s %s\n", VERBS[verb], sink->table, counter);
}

static void write_element(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                          const struct vs_firewall_element *element)
{
    struct vs_script *script = sink->to;
    vs_script_add(script, "%s element inet %s %s%u { ", VERBS[verb], sink->table, element->set,
                  element->family);
    for (int i = 0; i < 2 && element->addresses[i]; i++) {
        vs_script_add(script, i ? " . " : "");
        vs_script_address(script, element->addresses[i]);
    }
    if (element->protocol)
        vs_script_add(script, "%s%u . %u", element->addresses[0] ? " . " : "", element->protocol,
                      element->port);
    if (element->chain[0])
        vs_script_add(script, " : %s %s", element->comes_back ? "jump" : "goto", element->chain);
    if (element->to) {
        vs_script_add(script, " : ");
        vs_script_address(script, element->to);
        vs_script_add(script, " . %u", element->to_port);
    }
    vs_script_add(script, " }\n");
}

static void write_begin(const struct vs_firewall_sink *sink, const struct vs_firewall *firewall,
                        unsigned index)
{
    struct vs_script *script = sink->to;
    char chain[VS_FIREWALL_CHAIN_SIZE];
    vs_firewall_chain(firewall, vs_firewall_direction(firewall, index), chain);
    vs_script_add(script, "add rule inet %s %s", sink->table, chain);
    script->rules++;
}

/* A prefix of no bits is the whole family. */
static void write_remote(struct vs_script *script, const struct vs_rule *rule)
{
    struct vs_address first = vs_firewall_remote(rule);
    if (first.family == 0)
        return;
    if (first.prefix == 0) {
        vs_script_add(script, " meta nfproto ipv%u", first.family);
        return;
    }
    vs_script_add(script, " %s %s ", first.family == 6 ? "ip6" : "ip",
                  rule->direction == VS_IN ? "saddr" : "daddr");
    vs_script_address(script, &first);
    vs_script_add(script, "/%u", first.prefix);
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
static void write_log(const struct vs_firewall_sink *sink, const struct vs_firewall *firewall,
                      unsigned index)
{
    char prefix[VS_LOG_PREFIX_SIZE];
    vs_firewall_log_prefix(firewall, index, prefix);
    write_begin(sink, firewall, index);
    write_match(sink->to, &firewall->rules[index]);
    vs_script_add(sink->to, " limit rate 20/minute burst 10 packets counter log prefix \"%s\"\n",
                  prefix);
}

static void write_rule(const struct vs_firewall_sink *sink, const struct vs_firewall *firewall,
                       unsigned index)
{
    char counter[VS_COUNTER_SIZE];
    bool is_rest = index >= VS_RULES_MAX;
    if (!is_rest && firewall->rules[index].flags & VS_RULE_LOG)
        write_log(sink, firewall, index);
    vs_firewall_counter(firewall, index, counter);
    write_begin(sink, firewall, index);
    if (!is_rest)
        write_match(sink->to, &firewall->rules[index]);
    vs_script_add(
        sink->to, " counter name \"%s\" %s\n", counter,
        verdict_text(vs_firewall_direction(firewall, index), vs_firewall_verdict(firewall, index)));
}

const struct vs_firewall_form VS_FIREWALL_TEXT = {
    .chain = write_chain, .counter = write_counter, .element = write_element, .rule = write_rule};
