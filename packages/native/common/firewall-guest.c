/* The part of one guest: its chains, its counters, and elements that lead its addresses there. */
#include "firewall-text.h"
#include <inttypes.h>
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

/* One set or map; the text of an element is empty when it does not belong there. */
struct elements {
    const char *verb; /* "add" or "delete" */
    const char *table;
    const struct vs_firewall_record *record;
};

static void begin(struct vs_script *script, const struct elements *elements, const char *map,
                  uint8_t family)
{
    vs_script_add(script, "%s element inet %s %s%u { ", elements->verb, elements->table, map,
                  family);
}

static void write_verdict(struct vs_script *script, const struct elements *elements,
                          const struct vs_address *address, enum vs_direction direction)
{
    begin(script, elements, direction == VS_IN ? "in" : "out", address->family);
    vs_script_address(script, address);
    vs_script_add(script, " : %s-%" PRIu32 " }\n", direction == VS_IN ? "goto in" : "jump out",
                  elements->record->firewall.xid);
}

static void write_member(struct vs_script *script, const struct elements *elements,
                         const struct vs_address *address, const char *set)
{
    begin(script, elements, set, address->family);
    vs_script_address(script, address);
    vs_script_add(script, " }\n");
}

/* With itself and every other one of the family. */
static void write_pairs(struct vs_script *script, const struct elements *elements,
                        const struct vs_address *address)
{
    const struct vs_firewall *firewall = &elements->record->firewall;
    for (unsigned i = 0; i < vs_firewall_addresses(firewall); i++) {
        if (firewall->addresses[i].family != address->family)
            continue;
        begin(script, elements, "own", address->family);
        vs_script_address(script, address);
        vs_script_add(script, " . ");
        vs_script_address(script, &firewall->addresses[i]);
        vs_script_add(script, " }\n");
    }
}

static void write_forward(struct vs_script *script, const struct elements *elements,
                          const struct vs_forward *forward)
{
    bool is_any = forward->host.family == 0;
    begin(script, elements, is_any ? "any" : "to", forward->guest.family);
    if (!is_any) {
        vs_script_address(script, &forward->host);
        vs_script_add(script, " . ");
    }
    vs_script_add(script, "%u . %u : ", forward->protocol, forward->host_port);
    vs_script_address(script, &forward->guest);
    vs_script_add(script, " . %u }\n", forward->guest_port);
}

static void write_elements(struct vs_script *script, const struct elements *elements)
{
    const struct vs_firewall_record *record = elements->record;
    const struct vs_firewall *firewall = &record->firewall;
    for (unsigned i = 0; i < vs_firewall_addresses(firewall); i++) {
        const struct vs_address *address = &firewall->addresses[i];
        if (vs_firewall_has_chains(record)) {
            write_verdict(script, elements, address, VS_IN);
            write_verdict(script, elements, address, VS_OUT);
        }
        if (is_hidden(record) && address->family == 4)
            write_member(script, elements, address, "nat");
        if (record->mode == VS_NETWORK_SHARED)
            write_member(script, elements, address, "shared");
        if (vs_firewall_needs_table(record))
            write_pairs(script, elements, address);
    }
    for (unsigned i = 0; i < firewall->forwards_count; i++)
        write_forward(script, elements, &firewall->forwards[i]);
}

static void write_counters(struct vs_script *script, const struct elements *elements)
{
    const struct vs_firewall *firewall = &elements->record->firewall;
    char name[VS_COUNTER_SIZE];
    for (unsigned i = 0; i < firewall->rules_count + TO_VERDICTS; i++) {
        unsigned index = i < firewall->rules_count ? i : VS_RULES_MAX + i - firewall->rules_count;
        vs_firewall_counter(firewall, index, name);
        vs_script_add(script, "%s counter inet %s %s\n", elements->verb, elements->table, name);
    }
}

static void write_chains(struct vs_script *script, const char *verb, const char *table,
                         const struct vs_firewall *firewall)
{
    vs_script_add(script, "%s chain inet %s in-%" PRIu32 "\n", verb, table, firewall->xid);
    vs_script_add(script, "%s chain inet %s out-%" PRIu32 "\n", verb, table, firewall->xid);
}

void vs_firewall_write_guest(struct vs_script *script, const char *table,
                             const struct vs_firewall_record *record)
{
    const struct vs_firewall *firewall = &record->firewall;
    struct elements add = {"add", table, record};
    if (vs_firewall_has_chains(record)) {
        write_chains(script, "add", table, firewall);
        write_counters(script, &add);
        for (unsigned i = 0; i < firewall->rules_count; i++)
            vs_firewall_write_rule(script, table, firewall, i);
        vs_firewall_write_rule(script, table, firewall, VS_RULES_MAX);
        vs_firewall_write_rule(script, table, firewall, VS_RULES_MAX + 1);
    }
    write_elements(script, &add);
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
static void drop_counters(struct vs_script *script, const char *table,
                          const struct vs_firewall_record *from,
                          const struct vs_firewall_record *to)
{
    char name[VS_COUNTER_SIZE];
    for (unsigned i = 0; i < from->firewall.rules_count; i++) {
        vs_firewall_counter(&from->firewall, i, name);
        if (!has_counter(to, name))
            vs_script_add(script, "delete counter inet %s %s\n", table, name);
    }
}

static bool keeps_chains(const struct vs_firewall_record *from, const struct vs_firewall_record *to)
{
    return to && vs_firewall_has_chains(to) && to->firewall.xid == from->firewall.xid;
}

void vs_firewall_write_change(struct vs_script *script, const char *table,
                              const struct vs_firewall_record *from,
                              const struct vs_firewall_record *to)
{
    bool had_chains = from && vs_firewall_has_chains(from);
    if (from)
        write_elements(script, &(struct elements){"delete", table, from});
    if (had_chains)
        write_chains(script, "flush", table, &from->firewall);
    if (had_chains && !keeps_chains(from, to)) {
        write_chains(script, "delete", table, &from->firewall);
        write_counters(script, &(struct elements){"delete", table, from});
    }
    if (to)
        vs_firewall_write_guest(script, table, to);
    if (had_chains && keeps_chains(from, to))
        drop_counters(script, table, from, to);
}
