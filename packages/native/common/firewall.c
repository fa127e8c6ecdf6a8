#include "firewall.h"
#include "cleanup.h"
#include "firewall-conflict.h"
#include "guest-lock.h"
#include "nft-query.h"
#include "packet.h"
#include "parse-network.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* What a guest has that nothing was set for. */
static void open_record(const char *name, uint32_t xid, struct vs_firewall_record *ret_record)
{
    *ret_record =
        (struct vs_firewall_record){.firewall = {.xid = xid, .in = VS_ACCEPT, .out = VS_ACCEPT}};
    (void)snprintf(ret_record->firewall.name, VS_NAME_SIZE, "%s", name);
}

/* A record that says nothing is not kept, and where a guest is, its next start tells again. */
static int write_record(int records, const struct vs_firewall_record *record)
{
    bool says_more = vs_firewall_needs_table(record);
    if (says_more || record->mode == VS_NETWORK_SHARED)
        return vs_firewall_record_write(records, record, says_more);
    return vs_firewall_record_remove(records, record->firewall.name);
}

/* from: NULL when the guest has none, or none that can be read. */
static int replace(struct vs_firewall_table *table, const struct vs_firewall_record *from,
                   const struct vs_firewall_record *to, struct vs_failure *ret_failure)
{
    int r = vs_firewall_table_put(table, from, to, ret_failure);
    if (r < 0)
        return r;
    r = write_record(table->records, to);
    return vs_fail(ret_failure, "firewall", r < 0 ? r : vs_firewall_table_note(table));
}

static const struct vs_firewall_record *read_before(const struct vs_firewall_table *table,
                                                    const char *name,
                                                    struct vs_firewall_record *ret_record)
{
    return vs_firewall_record_read(table->records, name, ret_record) < 0 ? NULL : ret_record;
}

static bool is_running(const struct vs_layout_record *layout, const char *name)
{
    char path[2 * VS_PATH_SIZE];
    if (vs_layout_run(layout, "guests", name, "", path, sizeof(path)) < 0)
        return false;
    cleanup_fd int run = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return run >= 0 && vs_guest_try_lock(run) == -EBUSY;
}

/* To the host's stack, past which packets between guests would take the short way. */
static int show_packets(const struct vs_layout_record *layout, const char *name, bool seen)
{
    if (!is_running(layout, name)) /* it is told when it gets its device */
        return 0;
    int r = vs_packet_flags(layout, name, VS_PACKET_FIREWALL, seen ? VS_PACKET_FIREWALL : 0);
    return r == -ENOENT ? 0 : r;
}

/* What a running guest has stays held until its network has changed as well. */
static void keep_addresses(const struct vs_firewall *before, struct vs_firewall *firewall)
{
    unsigned count = vs_firewall_addresses(firewall);
    for (unsigned i = 0; i < vs_firewall_addresses(before); i++) {
        bool is_there = false;
        for (unsigned j = 0; j < count; j++)
            is_there = is_there || vs_address_equal(&before->addresses[i], &firewall->addresses[j]);
        if (!is_there && count < VS_ADDRESSES_MAX)
            firewall->addresses[count++] = before->addresses[i];
    }
}

/* The host translates an answer before the guest's programs see it, who then take it for forged. */
static int check_forwards(const struct vs_firewall_record *record)
{
    bool is_shared = record->mode == VS_NETWORK_SHARED;
    return is_shared && record->firewall.forwards_count > 0 ? -EOPNOTSUPP : 0;
}

int vs_firewall_set(const struct vs_layout_record *layout, const struct vs_firewall *firewall,
                    struct vs_failure *ret_failure)
{
    cleanup_firewall_table struct vs_firewall_table table = VS_FIREWALL_TABLE_NONE;
    struct vs_firewall_record held, wanted = {.firewall = *firewall};
    int r = vs_firewall_table_open(layout, true, &table, ret_failure);
    if (r < 0)
        return r;
    const struct vs_firewall_record *before = read_before(&table, firewall->name, &held);
    if (before) {
        wanted.mode = before->mode;
        wanted.flags = before->flags;
        if (is_running(layout, firewall->name))
            keep_addresses(&before->firewall, &wanted.firewall);
    }
    r = vs_fail(ret_failure, "forwards", check_forwards(&wanted));
    r = r < 0 ? r : vs_firewall_conflict(&table, before, firewall, ret_failure);
    if (r < 0)
        return r;
    /* From then on the rules see every packet; from before, so that none slips by. */
    if (vs_firewall_needs_table(&wanted))
        r = show_packets(layout, firewall->name, true);
    if (r < 0)
        return vs_fail(ret_failure, "packet", r);
    r = replace(&table, before, &wanted, ret_failure);
    /* To close it waits until the kernel has let go of what was there before, some 10 ms. Source:
     * net/netfilter/nf_tables_api.c, nft_rcv_nl_event(). */
    (void)vs_steal_fd(&table.nft);
    bool is_seen =
        vs_firewall_needs_table(&wanted) || (r < 0 && before && vs_firewall_needs_table(before));
    return r < 0 || is_seen
               ? r
               : vs_fail(ret_failure, "packet", show_packets(layout, firewall->name, false));
}

static void read_counter(const struct vs_firewall_table *table, const struct vs_firewall *firewall,
                         unsigned index, struct vs_hits *ret_hits)
{
    char name[VS_COUNTER_SIZE];
    vs_firewall_counter(firewall, index, name);
    (void)vs_nft_counter(table->nft, table->name, name, &ret_hits->packets, &ret_hits->bytes);
}

int vs_firewall_get(const struct vs_layout_record *layout, const char *name,
                    struct vs_firewall_state *ret_state)
{
    cleanup_firewall_table struct vs_firewall_table table = VS_FIREWALL_TABLE_NONE;
    struct vs_firewall_record record;
    struct vs_failure failure = {0};
    enum vs_firewall_condition condition;
    *ret_state = (struct vs_firewall_state){.in_force = 1};
    int r = vs_firewall_table_open(layout, false, &table, &failure);
    r = r < 0 ? r : vs_firewall_record_read(table.records, name, &record);
    if (r < 0)
        return r == -ENOENT ? 0 : r;
    const struct vs_firewall *firewall = &record.firewall;
    ret_state->rules_count = firewall->rules_count;
    if (!vs_firewall_needs_table(&record))
        return 0;
    r = vs_firewall_table_look(&table, &condition);
    ret_state->in_force = r == 0 && condition == VS_FIREWALL_INTACT;
    if (r < 0 || condition == VS_FIREWALL_ABSENT || !vs_firewall_has_chains(&record))
        return r == -EEXIST ? 0 : r;
    for (unsigned i = 0; i < firewall->rules_count; i++)
        read_counter(&table, firewall, i, &ret_state->rules[i]);
    read_counter(&table, firewall, VS_RULES_MAX, &ret_state->in);
    read_counter(&table, firewall, VS_RULES_MAX + 1, &ret_state->out);
    return 0;
}

/* What its network is now; ports that lead to an address it no longer has are refused. */
static int take_network(struct vs_firewall_record *record, uint32_t xid,
                        const struct vs_network *network)
{
    const char *field;
    record->mode = network->mode;
    record->flags = network->flags & VS_NET_NAT;
    record->firewall.xid = xid;
    if (network->mode != VS_NETWORK_NONE)
        memcpy(record->firewall.addresses, network->addresses, sizeof(network->addresses));
    int r = vs_parse_firewall(&record->firewall, &field);
    return r < 0 ? r : check_forwards(record);
}

static int bring(struct vs_firewall_table *table, const struct vs_firewall_record *before,
                 const struct vs_firewall_record *wanted, struct vs_failure *ret_failure)
{
    enum vs_firewall_condition condition = VS_FIREWALL_ABSENT;
    bool is_same = before && !memcmp(before, wanted, sizeof(*before));
    int r = is_same ? vs_firewall_table_look(table, &condition) : 0;
    if (r < 0)
        return vs_fail(ret_failure, r == -EEXIST ? "table" : "nft", r);
    if (is_same && (condition == VS_FIREWALL_INTACT || !vs_firewall_needs_table(wanted)))
        return 0;
    return replace(table, before, wanted, ret_failure);
}

int vs_firewall_bring(const struct vs_layout_record *layout, const char *name, uint32_t xid,
                      const struct vs_network *network, bool *ret_seen,
                      struct vs_failure *ret_failure)
{
    cleanup_firewall_table struct vs_firewall_table table = VS_FIREWALL_TABLE_NONE;
    struct vs_firewall_record before, wanted;
    bool needs_one = network->mode == VS_NETWORK_SHARED || network->flags & VS_NET_NAT;
    *ret_seen = false;
    if (!needs_one && !vs_firewall_record_is_there(layout, name))
        return 0;
    int r = vs_firewall_table_open(layout, true, &table, ret_failure);
    if (r < 0)
        return r;
    r = vs_firewall_record_read(table.records, name, &before);
    if (r < 0 && r != -ENOENT) /* rather not at all than without its rules */
        return vs_fail(ret_failure, "firewall", r);
    if (r == 0)
        wanted = before;
    else
        open_record(name, xid, &wanted);
    if (vs_fail(ret_failure, "forwards", take_network(&wanted, xid, network)) < 0)
        return ret_failure->error;
    *ret_seen = vs_firewall_needs_table(&wanted);
    return bring(&table, r == 0 ? &before : NULL, &wanted, ret_failure);
}

int vs_firewall_forget(const struct vs_layout_record *layout, const char *name,
                       struct vs_failure *ret_failure)
{
    cleanup_firewall_table struct vs_firewall_table table = VS_FIREWALL_TABLE_NONE;
    struct vs_firewall_record held;
    if (!vs_firewall_record_is_there(layout, name))
        return 0;
    int r = vs_firewall_table_open(layout, false, &table, ret_failure);
    if (r < 0)
        return r;
    const struct vs_firewall_record *before = read_before(&table, name, &held);
    struct vs_failure failure = {0};
    r = before ? vs_firewall_table_put(&table, before, NULL, &failure) : 0;
    /* Without nft, or in a table that is not ours, nothing of it can be taken away. */
    if (r < 0 && r != -EOPNOTSUPP && r != -EEXIST)
        return vs_fail(ret_failure, failure.stage, r);
    r = vs_firewall_record_remove(table.records, name);
    return vs_fail(ret_failure, "firewall", r < 0 ? r : vs_firewall_table_note(&table));
}

int vs_firewall_restore(const struct vs_layout_record *layout, struct vs_failure *ret_failure)
{
    cleanup_firewall_table struct vs_firewall_table table = VS_FIREWALL_TABLE_NONE;
    struct vs_failure failure = {0};
    int r = vs_firewall_table_open(layout, false, &table, &failure);
    if (r < 0)
        return r == -ENOENT ? 0 : vs_fail(ret_failure, failure.stage, r);
    return vs_firewall_table_mend(&table, ret_failure);
}

int vs_firewall_clear(const struct vs_layout_record *layout)
{
    cleanup_firewall_table struct vs_firewall_table table = VS_FIREWALL_TABLE_NONE;
    struct vs_failure failure = {0};
    enum vs_firewall_condition condition;
    int r = vs_firewall_table_open(layout, false, &table, &failure);
    r = r < 0 ? r : vs_firewall_table_look(&table, &condition);
    if (r < 0)
        return r == -ENOENT || r == -EEXIST ? 0 : r;
    if (condition != VS_FIREWALL_ABSENT)
        r = vs_firewall_table_delete(&table);
    return r < 0 ? r : vs_firewall_table_note(&table);
}
