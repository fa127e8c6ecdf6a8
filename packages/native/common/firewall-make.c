/* Changes to the table of an instance, each whole or not at all. */
#include "cleanup.h"
#include "firewall-sink.h"
#include "firewall-table.h"
#include "network-host.h"
#include "nft-query.h"
#include "nft.h"
#include <stdio.h>
#include <string.h>

#define TRIES 8 /* beside somebody who changes rules all the time */

struct run {
    int script;
    char said[VS_NFT_SAID_SIZE];
};

static int run_nft(void *argument)
{
    struct run *run = argument;
    return vs_nft_run(run->script, run->said);
}

/* A refusal is told in our log: nothing of the guest's is in it but numbers. */
static int run_script(const struct vs_firewall_table *table, struct vs_script *script)
{
    struct run run = {.script = script->fd};
    int r = vs_script_end(script);
    r = r < 0 ? r : vs_net_within(table->namespace, run_nft, &run);
    if (r == -EINVAL)
        (void)fprintf(stderr, "vs-firewall: nft: %s\n", run.said);
    return r;
}

int vs_firewall_table_delete(const struct vs_firewall_table *table)
{
    struct vs_script script;
    cleanup_fd int fd = vs_nft_script_open();
    if (fd < 0)
        return fd;
    vs_script_begin(&script, fd);
    vs_script_add(&script, "delete table inet %s\n", table->name);
    return run_script(table, &script);
}

struct making {
    const struct vs_firewall_sink *sink; /* NULL: only looks whether the table is needed */
    const char *without;                 /* the guest whose part comes otherwise, or NULL */
    bool is_needed;
};

static int add_guest(const struct vs_firewall_record *record, void *argument)
{
    struct making *making = argument;
    if (making->without && !strcmp(record->firewall.name, making->without))
        return 0;
    making->is_needed = making->is_needed || vs_firewall_needs_table(record);
    if (making->sink)
        vs_firewall_put_guest(making->sink, record);
    return 0;
}

/* From all records, but that of one guest: it has `to` instead. */
static int make(const struct vs_firewall_table *table, const char *name,
                const struct vs_firewall_record *to)
{
    struct vs_script script;
    const struct vs_firewall_sink sink = {&VS_FIREWALL_TEXT, table->name, &script};
    struct making making = {.sink = &sink, .without = name};
    cleanup_fd int fd = vs_nft_script_open();
    if (fd < 0)
        return fd;
    vs_script_begin(&script, fd);
    vs_firewall_write_base(&script, table->name);
    int r = vs_firewall_records_each(table->records, add_guest, &making);
    if (r < 0)
        return r;
    if (to)
        vs_firewall_put_guest(&sink, to);
    return run_script(table, &script);
}

/*
 * Only what concerns the guest: what the kernel and nft(8) need for the rest grows with the guests.
 * ERESTART: somebody has changed something since the kernel's count was this.
 */
static int change(struct vs_firewall_table *table, uint32_t generation,
                  const struct vs_firewall_record *from, const struct vs_firewall_record *to)
{
    static struct vs_nft_batch batch;
    const struct vs_firewall_sink sink = {&VS_FIREWALL_MESSAGES, table->name, &batch};
    vs_nft_batch_begin(&batch, table->name, generation);
    vs_firewall_put_change(&sink, from, to);
    int r = vs_nft_batch_send(&batch, table->nft);
    if (r == 0)
        table->left = batch.count > 1 ? vs_nft_next(generation) : generation;
    else if (r != -ERESTART)
        (void)fprintf(stderr, "vs-firewall: %s\n", batch.why);
    return r;
}

static int is_needed_by_others(const struct vs_firewall_table *table, const char *name,
                               bool *ret_needed)
{
    struct making making = {.without = name};
    int r = vs_firewall_records_each(table->records, add_guest, &making);
    *ret_needed = making.is_needed;
    return r;
}

static bool needs(const struct vs_firewall_record *record)
{
    return record && vs_firewall_needs_table(record);
}

/* The guest was perhaps the last one that needed the table. */
static int put_less(const struct vs_firewall_table *table, const char *name, bool *ret_done)
{
    bool others_need;
    int r = is_needed_by_others(table, name, &others_need);
    *ret_done = r == 0 && !others_need;
    return *ret_done ? vs_firewall_table_delete(table) : r;
}

/* The count of changes from before the look, so that none is missed. */
static int look(const struct vs_firewall_table *table, uint32_t *ret_generation,
                enum vs_firewall_condition *ret_condition)
{
    *ret_generation = 0;
    int r = table->nft < 0 ? 0 : vs_nft_generation(table->nft, ret_generation);
    return r < 0 ? r : vs_firewall_table_look(table, ret_condition);
}

/* 1: to be made anew, from all records, for what is wanted does not fit to what is there. */
static int put_part(struct vs_firewall_table *table, const struct vs_firewall_record *from,
                    const struct vs_firewall_record *to)
{
    const char *name = from ? from->firewall.name : to->firewall.name;
    enum vs_firewall_condition condition;
    uint32_t generation;
    bool is_done = false;
    int r = look(table, &generation, &condition);
    if (r < 0)
        return r;
    /* If others need what is not there, the broker makes it again. */
    if (!needs(to) && condition == VS_FIREWALL_ABSENT)
        return 0;
    if (!needs(to) && needs(from))
        r = put_less(table, name, &is_done);
    if (r < 0 || is_done)
        return r;
    if (table->nft < 0)
        return -EOPNOTSUPP;
    r = condition == VS_FIREWALL_INTACT ? change(table, generation, from, to) : 1;
    return r < 0 && r != -ERESTART ? 1 : r;
}

static int put(struct vs_firewall_table *table, const struct vs_firewall_record *from,
               const struct vs_firewall_record *to)
{
    const char *name = from ? from->firewall.name : to->firewall.name;
    int r = -ERESTART;
    table->left = 0;
    for (int i = 0; r == -ERESTART && i < TRIES; i++)
        r = put_part(table, from, to);
    return r == 1 || r == -ERESTART ? make(table, name, to) : r;
}

int vs_firewall_table_put(struct vs_firewall_table *table, const struct vs_firewall_record *from,
                          const struct vs_firewall_record *to, struct vs_failure *ret_failure)
{
    int r = put(table, from, to);
    return vs_fail(ret_failure, r == -EEXIST ? "table" : "nft", r);
}

static int mend(const struct vs_firewall_table *table)
{
    enum vs_firewall_condition condition;
    bool is_needed;
    if (vs_firewall_table_is_left(table))
        return 0;
    int r = vs_firewall_table_look(table, &condition);
    r = r < 0 ? r : is_needed_by_others(table, NULL, &is_needed);
    if (r < 0)
        return r;
    if (!is_needed && condition != VS_FIREWALL_ABSENT)
        r = vs_firewall_table_delete(table);
    if (!is_needed)
        return r < 0 ? r : vs_firewall_table_note(table);
    if (condition == VS_FIREWALL_INTACT)
        return 0;
    r = table->nft < 0 ? -EOPNOTSUPP : make(table, NULL, NULL);
    if (r == 0)
        (void)fprintf(stderr, "vs-firewall: the table %s is made again.\n", table->name);
    return r < 0 ? r : vs_firewall_table_note(table);
}

int vs_firewall_table_mend(const struct vs_firewall_table *table, struct vs_failure *ret_failure)
{
    int r = mend(table);
    return vs_fail(ret_failure, r == -EEXIST ? "table" : "nft", r);
}
