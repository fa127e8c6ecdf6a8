/* The part of one guest: its chains, its counters, and elements that lead its addresses there. */
#include "firewall-sink.h"
#include <string.h>

#define TO_VERDICTS 2u

bool vs_firewall_has_chains(const struct vs_firewall_record *record)
{
    const struct vs_firewall *firewall = &record->firewall;
    return firewall->rules_count > 0 || firewall->in != VS_ACCEPT || firewall->out != VS_ACCEPT;
}

static bool is_hidden(const struct vs_firewall_record *record)
{
    return record->mode == VS_NETWORK_PRIVATE && record->flags & VS_NET_NAT;
}

bool vs_firewall_needs_table(const struct vs_firewall_record *record)
{
    return vs_firewall_has_chains(record) || record->firewall.forwards_count > 0 ||
           is_hidden(record);
}

unsigned vs_firewall_addresses(const struct vs_firewall *firewall)
{
    unsigned count = 0;
    while (count < VS_ADDRESSES_MAX && firewall->addresses[count].family != 0)
        count++;
    return count;
}

static void put_element(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                        const struct vs_firewall_element *element)
{
    sink->form->element(sink, verb, element);
}

static void put_verdict(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                        const struct vs_firewall *firewall, const struct vs_address *address,
                        enum vs_direction direction)
{
    struct vs_firewall_element element = {
        .set = direction == VS_IN ? "in" : "out",
        .family = address->family,
        .addresses = {address},
        .comes_back = direction == VS_OUT,
    };
    vs_firewall_chain(firewall, direction, element.chain);
    put_element(sink, verb, &element);
}

/* With itself and every other one of the family. */
static void put_pairs(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                      const struct vs_firewall *firewall, const struct vs_address *address)
{
    struct vs_firewall_element element = {
        .set = "own", .family = address->family, .addresses = {address}};
    for (unsigned i = 0; i < vs_firewall_addresses(firewall); i++) {
        element.addresses[1] = &firewall->addresses[i];
        if (firewall->addresses[i].family == address->family)
            put_element(sink, verb, &element);
    }
}

static void put_forward(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                        const struct vs_forward *forward)
{
    bool is_any = forward->host.family == 0;
    struct vs_firewall_element element = {
        .set = is_any ? "any" : "to",
        .family = forward->guest.family,
        .addresses = {is_any ? NULL : &forward->host},
        .protocol = forward->protocol,
        .port = forward->host_port,
        .to = &forward->guest,
        .to_port = forward->guest_port,
    };
    put_element(sink, verb, &element);
}

static void put_elements(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                         const struct vs_firewall_record *record)
{
    const struct vs_firewall *firewall = &record->firewall;
    for (unsigned i = 0; i < vs_firewall_addresses(firewall); i++) {
        const struct vs_address *address = &firewall->addresses[i];
        struct vs_firewall_element member = {.family = address->family, .addresses = {address}};
        if (vs_firewall_has_chains(record)) {
            put_verdict(sink, verb, firewall, address, VS_IN);
            put_verdict(sink, verb, firewall, address, VS_OUT);
        }
        member.set = "nat";
        if (is_hidden(record) && address->family == 4)
            put_element(sink, verb, &member);
        member.set = "shared";
        if (record->mode == VS_NETWORK_SHARED)
            put_element(sink, verb, &member);
        if (vs_firewall_needs_table(record))
            put_pairs(sink, verb, firewall, address);
    }
    for (unsigned i = 0; i < firewall->forwards_count; i++)
        put_forward(sink, verb, &firewall->forwards[i]);
}

static void put_counters(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                         const struct vs_firewall *firewall)
{
    char name[VS_COUNTER_SIZE];
    for (unsigned i = 0; i < firewall->rules_count + TO_VERDICTS; i++) {
        unsigned index = i < firewall->rules_count ? i : VS_RULES_MAX + i - firewall->rules_count;
        vs_firewall_counter(firewall, index, name);
        sink->form->counter(sink, verb, name);
    }
}

static void put_chains(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                       const struct vs_firewall *firewall)
{
    char name[VS_FIREWALL_CHAIN_SIZE];
    for (int direction = VS_IN; direction <= VS_OUT; direction++) {
        vs_firewall_chain(firewall, direction, name);
        sink->form->chain(sink, verb, name);
    }
}

static void put_rules(const struct vs_firewall_sink *sink, const struct vs_firewall *firewall)
{
    for (unsigned i = 0; i < firewall->rules_count; i++)
        sink->form->rule(sink, firewall, i);
    sink->form->rule(sink, firewall, VS_RULES_MAX);
    sink->form->rule(sink, firewall, VS_RULES_MAX + 1);
}

static void put_own(const struct vs_firewall_sink *sink, const struct vs_firewall_record *record)
{
    if (!vs_firewall_has_chains(record))
        return;
    put_chains(sink, VS_FIREWALL_ADD, &record->firewall);
    put_counters(sink, VS_FIREWALL_ADD, &record->firewall);
    put_rules(sink, &record->firewall);
}

void vs_firewall_put_guest(const struct vs_firewall_sink *sink,
                           const struct vs_firewall_record *record)
{
    put_own(sink, record);
    put_elements(sink, VS_FIREWALL_ADD, record);
}

static bool has_counter(const struct vs_firewall_record *record, const char *name)
{
    char other[VS_COUNTER_SIZE];
    for (unsigned i = 0; i < record->firewall.rules_count; i++) {
        vs_firewall_counter(&record->firewall, i, other);
        if (!strcmp(name, other))
            return true;
    }
    return false;
}

/* Those that no rule counts in any more. */
static void drop_counters(const struct vs_firewall_sink *sink,
                          const struct vs_firewall_record *from,
                          const struct vs_firewall_record *to)
{
    char name[VS_COUNTER_SIZE];
    for (unsigned i = 0; i < from->firewall.rules_count; i++) {
        vs_firewall_counter(&from->firewall, i, name);
        if (!has_counter(to, name))
            sink->form->counter(sink, VS_FIREWALL_DELETE, name);
    }
}

static bool keeps_chains(const struct vs_firewall_record *from, const struct vs_firewall_record *to)
{
    return to && vs_firewall_has_chains(to) && to->firewall.xid == from->firewall.xid;
}

/* Then what leads to its chains need not be touched. */
static bool keeps_elements(const struct vs_firewall_record *from,
                           const struct vs_firewall_record *to)
{
    const struct vs_firewall *before = &from->firewall, *after = &to->firewall;
    return from->mode == to->mode && is_hidden(from) == is_hidden(to) &&
           before->xid == after->xid &&
           vs_firewall_has_chains(from) == vs_firewall_has_chains(to) &&
           vs_firewall_needs_table(from) == vs_firewall_needs_table(to) &&
           !memcmp(before->addresses, after->addresses, sizeof(before->addresses)) &&
           before->forwards_count == after->forwards_count &&
           !memcmp(before->forwards, after->forwards, sizeof(before->forwards));
}

static void take_away(const struct vs_firewall_sink *sink, const struct vs_firewall_record *from,
                      bool keeps)
{
    if (!vs_firewall_has_chains(from))
        return;
    put_chains(sink, VS_FIREWALL_FLUSH, &from->firewall);
    if (keeps)
        return;
    put_chains(sink, VS_FIREWALL_DELETE, &from->firewall);
    put_counters(sink, VS_FIREWALL_DELETE, &from->firewall);
}

void vs_firewall_put_change(const struct vs_firewall_sink *sink,
                            const struct vs_firewall_record *from,
                            const struct vs_firewall_record *to)
{
    bool same_elements = from && to && keeps_elements(from, to);
    if (from && !same_elements)
        put_elements(sink, VS_FIREWALL_DELETE, from);
    if (from)
        take_away(sink, from, keeps_chains(from, to));
    if (to)
        put_own(sink, to);
    if (to && !same_elements)
        put_elements(sink, VS_FIREWALL_ADD, to);
    if (from && vs_firewall_has_chains(from) && keeps_chains(from, to))
        drop_counters(sink, from, to);
}
