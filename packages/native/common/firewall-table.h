/* The table of an instance in the kernel; for whoever holds the lock of the records. */
#pragma once
#include "failure.h"
#include "firewall-record.h"

struct vs_firewall_table {
    const struct vs_layout_record *layout;
    char name[VS_FIREWALL_TABLE_SIZE];
    int records;   /* locked */
    int namespace; /* the host's network */
    int nft;       /* socket; -1: the kernel has no nf_tables */
    uint32_t left; /* the kernel's count of changes after our own, 0: it is to be asked */
};

/* Everything closed; for cleanup_firewall_table. */
#define VS_FIREWALL_TABLE_NONE                                                                     \
    ((struct vs_firewall_table){.records = -1, .namespace = -1, .nft = -1})
void vs_firewall_table_close(struct vs_firewall_table *table);
#define cleanup_firewall_table __attribute__((cleanup(vs_firewall_table_close)))

/* All return 0 or -errno. ENOENT without records, unless make says to make the directory. */
int vs_firewall_table_open(const struct vs_layout_record *layout, bool make,
                           struct vs_firewall_table *ret_table, struct vs_failure *ret_failure);

enum vs_firewall_condition {
    VS_FIREWALL_ABSENT,
    VS_FIREWALL_DAMAGED,
    VS_FIREWALL_INTACT,
};
/* EEXIST when a table of this name is not ours. */
int vs_firewall_table_look(const struct vs_firewall_table *table,
                           enum vs_firewall_condition *ret_condition);
/* Nobody has touched it since our last change, which the records were written after: known without
 * a look at them. */
bool vs_firewall_table_is_left(const struct vs_firewall_table *table);
/* Whether the guest's chains are as they were made. */
bool vs_firewall_table_has(const struct vs_firewall_table *table,
                           const struct vs_firewall_record *record);
/* Remembers how the table is now, so that one number tells later that nobody has touched it; after
 * the record is written. */
int vs_firewall_table_note(const struct vs_firewall_table *table);

/* Replaces the part of one guest; NULL: nothing. Its record is not touched. */
int vs_firewall_table_put(struct vs_firewall_table *table, const struct vs_firewall_record *from,
                          const struct vs_firewall_record *to, struct vs_failure *ret_failure);
/* Makes a table that is not as it should be anew, and removes one that nobody needs. */
int vs_firewall_table_mend(const struct vs_firewall_table *table, struct vs_failure *ret_failure);
int vs_firewall_table_delete(const struct vs_firewall_table *table);
