/*
 * The table `inet vserver-INSTANCE`: what all guests have in common, as text for nft(8), and what
 * the part of one guest is made from. Made from numbers alone; nothing of a request gets into it as
 * text.
 */
#pragma once
#include "nft-script.h"
#include "protocol-network.h"
#include <stdbool.h>

/* What the table is made from for one guest. */
struct vs_firewall_record {
    uint32_t mode;  /* enum vs_network_mode it was started with last; NONE: not yet */
    uint32_t flags; /* VS_NET_NAT */
    struct vs_firewall firewall;
};

#define VS_FIREWALL_TABLE_SIZE 48
/* The table's comment; a table of our name without it is somebody else's. */
#define VS_FIREWALL_MARK "made by VServer, which puts back what others change"

void vs_firewall_table(const char *instance, char ret_name[VS_FIREWALL_TABLE_SIZE]);

/* Whether it has chains of its own: a guest that everything may pass has none. */
bool vs_firewall_has_chains(const struct vs_firewall_record *record);
/* Whether it needs the table to be there. */
bool vs_firewall_needs_table(const struct vs_firewall_record *record);
unsigned vs_firewall_addresses(const struct vs_firewall *firewall);

/* The table with its chains, empty of guests, in place of one that is there. */
void vs_firewall_write_base(struct vs_script *script, const char *table);

#define VS_COUNTER_SIZE        48
#define VS_FIREWALL_CHAIN_SIZE 24
#define VS_LOG_PREFIX_SIZE     48
/*
 * The counter of a rule is named after what the rule says, so that it goes on when other rules come
 * before it. Equal rules are told apart by their order. Index VS_RULES_MAX is the verdict on what
 * comes in, the next one on what goes out.
 */
void vs_firewall_counter(const struct vs_firewall *firewall, unsigned index,
                         char ret_name[VS_COUNTER_SIZE]);
/* Its chain in-XID or out-XID. */
void vs_firewall_chain(const struct vs_firewall *firewall, enum vs_direction direction,
                       char ret_name[VS_FIREWALL_CHAIN_SIZE]);
/* Of the rule, or of a verdict by the index above. */
enum vs_direction vs_firewall_direction(const struct vs_firewall *firewall, unsigned index);
uint8_t vs_firewall_verdict(const struct vs_firewall *firewall, unsigned index);
/* The words that begin each line of a rule's log. */
void vs_firewall_log_prefix(const struct vs_firewall *firewall, unsigned index,
                            char ret_prefix[VS_LOG_PREFIX_SIZE]);
/* The network that a rule is about, without what is beyond its prefix. */
struct vs_address vs_firewall_remote(const struct vs_rule *rule);
/* How many rules of the table it takes. */
uint32_t vs_firewall_rules_in(const struct vs_firewall *firewall, enum vs_direction direction);
/* How many of them lead to the chain "refuse". */
uint32_t vs_firewall_refusals(const struct vs_firewall_record *record);
/* A chain that all guests have in common, with its rules and what leads to it but from guests. NULL
 * after the last. */
const char *vs_firewall_base_chain(size_t index, uint32_t *ret_use);
