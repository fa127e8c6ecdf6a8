#include "firewall-conflict.h"
#include "host-port.h"
#include "network-host.h"
#include "parse-network.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

struct conflict {
    const struct vs_firewall *wanted;
    const struct vs_firewall_record *before;
    struct vs_host_addresses own;
    struct vs_failure *failure;
};

/* Counted from 1; of a longer name the beginning has to do. */
static int refuse(struct conflict *conflict, const char *noun, unsigned index, const char *name,
                  int error)
{
    char stage[VS_STAGE_SIZE];
    int at = snprintf(stage, sizeof(stage), "%s-%u%s", noun, index + 1, name[0] ? ":" : "");
    (void)snprintf(stage + at, sizeof(stage) - (size_t)at, "%.*s", (int)sizeof(stage) - at - 1,
                   name);
    return vs_fail(conflict->failure, stage, error);
}

/* One with a host's address and one with all of them meet at that address. */
static bool forwards_meet(const struct vs_forward *a, const struct vs_forward *b)
{
    return a->protocol == b->protocol && a->host_port == b->host_port &&
           a->guest.family == b->guest.family &&
           (a->host.family == 0 || b->host.family == 0 || vs_address_equal(&a->host, &b->host));
}

static int check_own(struct conflict *conflict)
{
    const struct vs_firewall *wanted = conflict->wanted;
    for (unsigned i = 0; i < wanted->forwards_count; i++)
        for (unsigned j = 0; j < i; j++)
            if (forwards_meet(&wanted->forwards[i], &wanted->forwards[j]))
                return refuse(conflict, "forward", i, "", -EEXIST);
    return 0;
}

static int check_addresses(struct conflict *conflict, const struct vs_firewall_record *other)
{
    const struct vs_firewall *wanted = conflict->wanted, *firewall = &other->firewall;
    for (unsigned i = 0; i < vs_firewall_addresses(wanted); i++)
        for (unsigned j = 0; j < vs_firewall_addresses(firewall); j++)
            if (vs_address_equal(&wanted->addresses[i], &firewall->addresses[j]))
                return refuse(conflict, "address", i, firewall->name, -EADDRINUSE);
    return 0;
}

/* The address of a guest in the host's stack is on the host's device and yet not the host's. */
static bool is_of(const struct vs_address *address, const struct vs_firewall_record *other)
{
    const struct vs_firewall *firewall = &other->firewall;
    for (unsigned i = 0; i < vs_firewall_addresses(firewall); i++)
        if (vs_address_is_used(address) && vs_address_equal(address, &firewall->addresses[i]))
            return true;
    return false;
}

static int check_forwards(struct conflict *conflict, const struct vs_firewall_record *other)
{
    const struct vs_firewall *wanted = conflict->wanted, *firewall = &other->firewall;
    for (unsigned i = 0; i < wanted->forwards_count; i++) {
        bool meets = is_of(&wanted->forwards[i].host, other);
        for (unsigned j = 0; j < firewall->forwards_count; j++)
            meets = meets || forwards_meet(&wanted->forwards[i], &firewall->forwards[j]);
        if (meets)
            return refuse(conflict, "forward", i, firewall->name, -EADDRINUSE);
    }
    return 0;
}

static int check_other(const struct vs_firewall_record *other, void *argument)
{
    struct conflict *conflict = argument;
    struct vs_host_addresses *own = &conflict->own;
    if (!strncmp(other->firewall.name, conflict->wanted->name, VS_NAME_SIZE))
        return 0;
    for (unsigned i = 0; i < own->count;)
        if (is_of(&own->addresses[i], other))
            own->addresses[i] = own->addresses[--own->count];
        else
            i++;
    if (other->firewall.xid == conflict->wanted->xid)
        return vs_fail(conflict->failure, "xid", -EEXIST);
    int r = check_addresses(conflict, other);
    return r < 0 ? r : check_forwards(conflict, other);
}

static bool had(const struct conflict *conflict, const struct vs_forward *forward)
{
    const struct vs_firewall *before = conflict->before ? &conflict->before->firewall : NULL;
    for (unsigned i = 0; before && i < before->forwards_count; i++) {
        const struct vs_forward *other = &before->forwards[i];
        if (forward->protocol == other->protocol && forward->host_port == other->host_port &&
            forward->guest.family == other->guest.family &&
            vs_address_equal(&forward->host, &other->host))
            return true;
    }
    return false;
}

static int check_port(const struct conflict *conflict, const struct vs_forward *forward)
{
    const struct vs_host_addresses *own = &conflict->own;
    if (vs_address_is_used(&forward->host))
        return vs_host_port_check(&forward->host, forward->protocol, forward->host_port);
    for (unsigned i = 0; i < own->count; i++) {
        if (own->addresses[i].family != forward->guest.family)
            continue;
        int r = vs_host_port_check(&own->addresses[i], forward->protocol, forward->host_port);
        if (r < 0 && r != -EADDRNOTAVAIL)
            return r;
    }
    return 0;
}

/* In the host's network. */
static int check_host(void *argument)
{
    struct conflict *conflict = argument;
    for (unsigned i = 0; i < conflict->wanted->forwards_count; i++) {
        const struct vs_forward *forward = &conflict->wanted->forwards[i];
        int r = had(conflict, forward) ? 0 : check_port(conflict, forward);
        if (r < 0)
            return refuse(conflict, "forward", i, "", r);
    }
    return 0;
}

static int find_own(void *argument)
{
    struct conflict *conflict = argument;
    return vs_host_addresses(&conflict->own);
}

/* What was free of conflicts when it was set keeps others from it since. */
static bool wants_more(const struct conflict *conflict)
{
    const struct vs_firewall *wanted = conflict->wanted;
    if (!conflict->before || conflict->before->firewall.xid != wanted->xid)
        return true;
    const struct vs_firewall *firewall = &conflict->before->firewall;
    for (unsigned i = 0; i < vs_firewall_addresses(wanted); i++)
        if (!is_of(&wanted->addresses[i], conflict->before))
            return true;
    return wanted->forwards_count != firewall->forwards_count ||
           memcmp(wanted->forwards, firewall->forwards, sizeof(wanted->forwards)) != 0;
}

int vs_firewall_conflict(const struct vs_firewall_table *table,
                         const struct vs_firewall_record *before, const struct vs_firewall *wanted,
                         struct vs_failure *ret_failure)
{
    struct conflict conflict = {.wanted = wanted, .before = before, .failure = ret_failure};
    if (!wants_more(&conflict))
        return 0;
    int r = check_own(&conflict);
    if (r == 0 && wanted->forwards_count > 0)
        r = vs_net_within(table->namespace, find_own, &conflict);
    r = r < 0 ? r : vs_firewall_records_each(table->records, check_other, &conflict);
    if (r == 0 && wanted->forwards_count > 0)
        r = vs_net_within(table->namespace, check_host, &conflict);
    return vs_fail(ret_failure, "firewall", r);
}
