/*
 * The table `inet vserver-INSTANCE` as text for nft(8): what all guests have in common, and the
 * part of one guest. Made from numbers alone; nothing of a request gets into it as text.
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
/* A guest's part into a table that has none of it. */
void vs_firewall_write_guest(struct vs_script *script, const char *table,
                             const struct vs_firewall_record *record);
/* From what the table has (NULL: nothing) to what it should (NULL: nothing). */
void vs_firewall_write_change(struct vs_script *script, const char *table,
                              const struct vs_firewall_record *from,
                              const struct vs_firewall_record *to);

#define VS_COUNTER_SIZE 48
/*
 * The counter of a rule is named after what the rule says, so that it goes on when other rules come
 * before it. Equal rules are told apart by their order. Index VS_RULES_MAX is the verdict on what
 * comes in, the next one on what goes out.
 */
void vs_firewall_counter(const struct vs_firewall *firewall, unsigned index,
                         char ret_name[VS_COUNTER_SIZE]);
/* The lines of one rule, or of a verdict by the index above. */
void vs_firewall_write_rule(struct vs_script *script, const char *table,
                            const struct vs_firewall *firewall, unsigned index);
/* How many lines that is. */
uint32_t vs_firewall_rules_in(const struct vs_firewall *firewall, enum vs_direction direction);
/* How many of them lead to the chain "refuse". */
uint32_t vs_firewall_refusals(const struct vs_firewall_record *record);
/* A chain that all guests have in common, with its rules and what leads to it but from guests. NULL
 * after the last. */
const char *vs_firewall_base_chain(size_t index, uint32_t *ret_use);
