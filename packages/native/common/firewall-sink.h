/*
 * Where the part of one guest in the table goes to: text for nft(8), which makes a whole table, or
 * messages to the kernel, which change the part of that guest alone. Both make the same rules.
 */
#pragma once
#include "firewall-text.h"
#include "nft-batch.h"

enum vs_firewall_verb { VS_FIREWALL_ADD, VS_FIREWALL_DELETE, VS_FIREWALL_FLUSH };

/* Of a set or map; what it does not have is 0. */
struct vs_firewall_element {
    const char *set; /* without its family */
    uint8_t family;
    uint8_t protocol; /* with its port the end of the key */
    uint16_t port, to_port;
    const struct vs_address *addresses[2]; /* the beginning of the key */
    const struct vs_address *to;           /* with its port the value */
    char chain[VS_FIREWALL_CHAIN_SIZE];    /* the value, or "" */
    bool comes_back;                       /* from the chain */
};

struct vs_firewall_sink {
    const struct vs_firewall_form *form;
    const char *table;
    void *to; /* struct vs_script or struct vs_nft_batch */
};

struct vs_firewall_form {
    void (*chain)(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                  const char *chain);
    void (*counter)(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                    const char *counter);
    void (*element)(const struct vs_firewall_sink *sink, enum vs_firewall_verb verb,
                    const struct vs_firewall_element *element);
    /* Of the guest's chain, by the index of its counter. */
    void (*rule)(const struct vs_firewall_sink *sink, const struct vs_firewall *firewall,
                 unsigned index);
};

extern const struct vs_firewall_form VS_FIREWALL_TEXT, VS_FIREWALL_MESSAGES;

/* A guest's part into a table that has none of it. */
void vs_firewall_put_guest(const struct vs_firewall_sink *sink,
                           const struct vs_firewall_record *record);
/* From what the table has (NULL: nothing) to what it should (NULL: nothing). */
void vs_firewall_put_change(const struct vs_firewall_sink *sink,
                            const struct vs_firewall_record *from,
                            const struct vs_firewall_record *to);
