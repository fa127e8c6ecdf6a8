#include "firewall-table.h"
#include "cleanup.h"
#include "kernel.h"
#include "network-host.h"
#include "nft-query.h"
#include "state-file.h"
#include <stdio.h>
#include <string.h>

/* RUN/firewall: the table as we left it, so that one number tells that nobody has touched it. */
#define STATE_FILE "firewall"

void vs_firewall_table_close(struct vs_firewall_table *table)
{
    vs_close_fd(&table->nft);
    vs_close_fd(&table->namespace);
    vs_unlock_fd(&table->records);
}

static int open_nft(void *argument)
{
    (void)argument;
    return vs_nft_open();
}

int vs_firewall_table_open(const struct vs_layout_record *layout, bool make,
                           struct vs_firewall_table *ret_table, struct vs_failure *ret_failure)
{
    ret_table->layout = layout;
    vs_firewall_table(layout->instance, ret_table->name);
    ret_table->records = vs_firewall_records_open(layout, make);
    if (ret_table->records < 0)
        return vs_fail(ret_failure, "firewall", ret_table->records);
    ret_table->namespace = vs_net_namespace(layout);
    if (ret_table->namespace < 0)
        return vs_fail(ret_failure, "namespace", ret_table->namespace);
    int r = vs_net_within(ret_table->namespace, open_nft, NULL);
    ret_table->nft = r < 0 ? -1 : r;
    return r < 0 && r != -EOPNOTSUPP ? vs_fail(ret_failure, "nft", r) : 0;
}

static int open_run(const struct vs_firewall_table *table)
{
    return open(table->layout->run, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int vs_firewall_table_note(const struct vs_firewall_table *table)
{
    struct vs_nft_table found;
    struct vs_state state;
    uint32_t generation = table->left;
    cleanup_fd int run = open_run(table);
    if (run < 0)
        return -errno;
    int r =
        table->nft < 0 ? -ENOENT : vs_nft_table(table->nft, table->name, VS_FIREWALL_MARK, &found);
    if (r == -ENOENT)
        return unlinkat(run, STATE_FILE, 0) < 0 && errno != ENOENT ? -errno : 0;
    if (r == 0 && generation == 0)
        r = vs_nft_generation(table->nft, &generation);
    if (r < 0)
        return r;
    vs_state_reset(&state);
    vs_state_add_u64(&state, "handle", found.handle);
    vs_state_add_u64(&state, "generation", generation);
    return vs_state_write(run, STATE_FILE, &state, 0, false);
}

static bool is_noted(const struct vs_firewall_table *table, uint64_t handle)
{
    struct vs_state state;
    uint64_t noted_handle, noted_generation;
    uint32_t generation;
    cleanup_fd int run = open_run(table);
    return run >= 0 && vs_state_read(run, STATE_FILE, &state) == 0 &&
           vs_state_get_u64(&state, "handle", &noted_handle) == 0 &&
           vs_state_get_u64(&state, "generation", &noted_generation) == 0 &&
           vs_nft_generation(table->nft, &generation) == 0 && noted_handle == handle &&
           noted_generation == generation;
}

bool vs_firewall_table_is_left(const struct vs_firewall_table *table)
{
    struct vs_nft_table found;
    return table->nft >= 0 &&
           vs_nft_table(table->nft, table->name, VS_FIREWALL_MARK, &found) == 0 &&
           is_noted(table, found.handle);
}

static bool chain_is(const struct vs_firewall_table *table, const char *chain, uint32_t use)
{
    uint32_t found;
    return vs_nft_chain_use(table->nft, table->name, chain, &found) == 0 && found == use;
}

bool vs_firewall_table_has(const struct vs_firewall_table *table,
                           const struct vs_firewall_record *record)
{
    const struct vs_firewall *firewall = &record->firewall;
    char in[24], out[24];
    uint32_t elements = vs_firewall_addresses(firewall);
    if (!vs_firewall_has_chains(record))
        return true;
    (void)snprintf(in, sizeof(in), "in-%u", firewall->xid);
    (void)snprintf(out, sizeof(out), "out-%u", firewall->xid);
    return chain_is(table, in, vs_firewall_rules_in(firewall, VS_IN) + elements) &&
           chain_is(table, out, vs_firewall_rules_in(firewall, VS_OUT) + elements);
}

struct census {
    const struct vs_firewall_table *table;
    uint32_t refusals; /* rules that lead to the chain "refuse" */
    bool is_whole;
};

static int check_guest(const struct vs_firewall_record *record, void *argument)
{
    struct census *census = argument;
    census->refusals += vs_firewall_refusals(record);
    census->is_whole = census->is_whole && vs_firewall_table_has(census->table, record);
    return 0;
}

/* Every chain has what it should have and is led to from where it should be. */
static bool is_whole(const struct vs_firewall_table *table)
{
    struct census census = {.table = table, .is_whole = true};
    const char *chain;
    uint32_t use;
    if (vs_firewall_records_each(table->records, check_guest, &census) < 0 || !census.is_whole)
        return false;
    for (size_t i = 0; (chain = vs_firewall_base_chain(i, &use)); i++)
        if (!chain_is(table, chain, use + (strcmp(chain, "refuse") ? 0 : census.refusals)))
            return false;
    return true;
}

int vs_firewall_table_look(const struct vs_firewall_table *table,
                           enum vs_firewall_condition *ret_condition)
{
    struct vs_nft_table found;
    *ret_condition = VS_FIREWALL_ABSENT;
    if (table->nft < 0)
        return 0;
    int r = vs_nft_table(table->nft, table->name, VS_FIREWALL_MARK, &found);
    if (r < 0)
        return r == -ENOENT ? 0 : r;
    if (!found.is_marked)
        return -EEXIST;
    bool is_intact = is_noted(table, found.handle);
    if (!is_intact && is_whole(table)) {
        is_intact = true; /* somebody has changed another table */
        (void)vs_firewall_table_note(table);
    }
    *ret_condition = is_intact ? VS_FIREWALL_INTACT : VS_FIREWALL_DAMAGED;
    return 0;
}
