/*
 * What all guests have in common. A packet is decided by the chains of its addresses, found through
 * verdict maps, so its cost does not grow with the guests; and only the first packet of a
 * connection is.
 */
#include "firewall-text.h"
#include <stdio.h>
#include <string.h>

static const struct object {
    const char *kind, *text;
} OBJECTS[] = {
    {"map", "in4 { type ipv4_addr : verdict; }"},
    {"map", "in6 { type ipv6_addr : verdict; }"},
    {"map", "out4 { type ipv4_addr : verdict; }"},
    {"map", "out6 { type ipv6_addr : verdict; }"},
    /* Every pair of addresses that one guest has. */
    {"set", "own4 { type ipv4_addr . ipv4_addr; }"},
    {"set", "own6 { type ipv6_addr . ipv6_addr; }"},
    /* Hidden behind the host's address. */
    {"set", "nat4 { type ipv4_addr; }"},
    /* On the host's devices, yet not the host's. */
    {"set", "shared4 { type ipv4_addr; }"},
    {"set", "shared6 { type ipv6_addr; }"},
    /* Ports of one address of the host, and of every one. */
    {"map", "to4 { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }"},
    {"map", "to6 { type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service; }"},
    {"map", "any4 { type inet_proto . inet_service : ipv4_addr . inet_service; }"},
    {"map", "any6 { type inet_proto . inet_service : ipv6_addr . inet_service; }"},
    {"chain", "refuse"},
    {"chain", "guests"},
    {"chain", "ports"},
    {"chain", "forward { type filter hook forward priority 0; policy accept; }"},
    {"chain", "input { type filter hook input priority 0; policy accept; }"},
    {"chain", "output { type filter hook output priority 0; policy accept; }"},
    {"chain", "prerouting { type nat hook prerouting priority -100; policy accept; }"},
    {"chain", "output-ports { type nat hook output priority -100; policy accept; }"},
    {"chain", "postrouting { type nat hook postrouting priority 100; policy accept; }"},
};

static const char *const RULES[] = {
    "refuse meta l4proto tcp reject with tcp reset",
    "refuse meta l4proto udp reject with icmpx port-unreachable",
    "refuse reject with icmpx admin-prohibited",

    /* What path MTU discovery and neighbour discovery need. Source: RFC 4890. */
    "guests icmp type { destination-unreachable, time-exceeded, parameter-problem } accept",
    "guests icmpv6 type { destination-unreachable, packet-too-big, time-exceeded,"
    " parameter-problem, nd-neighbor-solicit, nd-neighbor-advert } accept",
    /* Belongs to no connection, so it would leave with the address that is to be hidden. */
    "guests ct state invalid ip saddr @nat4 drop",
    "guests ip saddr vmap @out4",
    "guests ip6 saddr vmap @out6",
    "guests ip daddr vmap @in4",
    "guests ip6 daddr vmap @in6",

    "forward ct state established,related accept",
    "forward goto guests",
    /* What comes by the loopback was looked at when it was sent. */
    "input iif lo accept",
    "input ct state established,related accept",
    "input goto guests",
    "output ct state established,related accept",
    /* A guest in the host's stack that speaks with itself. */
    "output oif lo ip saddr . ip daddr @own4 accept",
    "output oif lo ip6 saddr . ip6 daddr @own6 accept",
    "output goto guests",

    "ports dnat ip to ip daddr . meta l4proto . th dport map @to4",
    "ports dnat ip6 to ip6 daddr . meta l4proto . th dport map @to6",
    "ports fib daddr type != local return",
    "ports ip daddr != { 127.0.0.0/8, 169.254.0.0/16 } ip daddr != @shared4"
    " dnat ip to meta l4proto . th dport map @any4",
    "ports ip6 daddr != { ::1, fe80::/10 } ip6 daddr != @shared6"
    " dnat ip6 to meta l4proto . th dport map @any6",
    "prerouting goto ports",
    "output-ports goto ports",
    /* From one guest to another nothing is hidden. */
    "postrouting ip saddr @nat4 oifname != \"vs*\" masquerade",
    /* A guest that uses its own forwarded port would get an answer from itself. */
    "postrouting ct status dnat ip saddr . ip daddr @own4 masquerade",
    "postrouting ct status dnat ip6 saddr . ip6 daddr @own6 masquerade",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void vs_firewall_table(const char *instance, char ret_name[VS_FIREWALL_TABLE_SIZE])
{
    (void)snprintf(ret_name, VS_FIREWALL_TABLE_SIZE, "vserver-%.31s", instance);
}

void vs_firewall_write_base(struct vs_script *script, const char *table)
{
    vs_script_add(script, "add table inet %s\ndelete table inet %s\n", table, table);
    vs_script_add(script, "add table inet %s { comment \"%s\"; }\n", table, VS_FIREWALL_MARK);
    for (size_t i = 0; i < COUNT(OBJECTS); i++)
        vs_script_add(script, "add %s inet %s %s\n", OBJECTS[i].kind, table, OBJECTS[i].text);
    for (size_t i = 0; i < COUNT(RULES); i++) {
        vs_script_add(script, "add rule inet %s %s\n", table, RULES[i]);
        script->rules++;
    }
}

/* Of the rules' first words and of the ends of those that go on to it. */
static uint32_t use_of(const char *chain)
{
    char first[24], last[24];
    uint32_t count = 0;
    (void)snprintf(first, sizeof(first), "%s ", chain);
    (void)snprintf(last, sizeof(last), "goto %s", chain);
    for (size_t i = 0; i < COUNT(RULES); i++) {
        const char *jump = strstr(RULES[i], last);
        count += !strncmp(RULES[i], first, strlen(first)) + (jump && !strcmp(jump, last));
    }
    return count;
}

const char *vs_firewall_base_chain(size_t index, uint32_t *ret_use)
{
    static const char *const CHAINS[] = {"refuse",     "guests",       "ports",
                                         "forward",    "input",        "output",
                                         "prerouting", "output-ports", "postrouting"};
    if (index >= COUNT(CHAINS))
        return NULL;
    *ret_use = use_of(CHAINS[index]);
    return CHAINS[index];
}
