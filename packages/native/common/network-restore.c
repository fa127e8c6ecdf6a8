#include "network-restore.h"
#include "address.h"
#include "cleanup.h"
#include "firewall.h"
#include "guest-lock.h"
#include "guest-state.h"
#include "kernel.h"
#include "network-change.h"
#include "network-claim.h"
#include "network-end.h"
#include "network-host.h"
#include "network-link.h"
#include "network-private.h"
#include "network-proxy.h"
#include "packet-way.h"
#include "parse.h"
#include "process.h"
#include "shared-left.h"
#include "shared-uplink.h"
#include "tree.h"
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#define FOUND_MAX 64 /* links removed in one go; then they are listed again */

struct finding {
    char prefix[VS_ALIAS_SIZE];
    uint32_t indexes[FOUND_MAX];
    size_t count;
};

static int note_link(const struct vs_netlink_answer *answer, void *argument)
{
    struct finding *finding = argument;
    const struct ifinfomsg *link = answer->fixed;
    const char *alias = vs_netlink_find(answer, IFLA_IFALIAS, 1);
    if (alias && !strncmp(alias, finding->prefix, strlen(finding->prefix)) &&
        finding->count < FOUND_MAX)
        finding->indexes[finding->count++] = (uint32_t)link->ifi_index;
    return 0;
}

static int find_links(const struct vs_layout_record *layout, struct vs_netlink *host,
                      struct finding *ret_finding)
{
    const struct ifinfomsg all = {0};
    *ret_finding = (struct finding){0};
    (void)snprintf(ret_finding->prefix, sizeof(ret_finding->prefix),
                   "vserver:%s:", layout->instance);
    vs_netlink_add(host, RTM_GETLINK, NLM_F_DUMP, &all, sizeof(all));
    return vs_netlink_ask(host, sizeof(all), note_link, ret_finding);
}

/* Routes, addresses, neighbours and packet programs of a link go with it. */
static int remove_links(const struct vs_layout_record *layout, struct vs_netlink *host)
{
    for (;;) {
        struct finding finding;
        int r = find_links(layout, host, &finding);
        if (r < 0 || finding.count == 0)
            return r;
        for (size_t i = 0; i < finding.count; i++) {
            const struct ifinfomsg link = {.ifi_index = (int)finding.indexes[i]};
            vs_netlink_add(host, RTM_DELLINK, 0, &link, sizeof(link));
            vs_netlink_allow(host, -ENODEV);
        }
        r = vs_netlink_send(host);
        if (r < 0)
            return r;
    }
}

typedef int visit_record(const char *name, const struct vs_network_record *record, void *argument);

/* What each guest was last given. Goes on after a failure and returns the first. */
static int each_record(const struct vs_layout_record *layout, visit_record *visit, void *argument)
{
    int result = 0;
    char path[VS_PATH_SIZE + 32];
    (void)snprintf(path, sizeof(path), "%s/network/guests", layout->data);
    cleanup_dir DIR *guests = opendir(path);
    if (!guests)
        return errno == ENOENT ? 0 : -errno;
    for (struct dirent *entry; (entry = readdir(guests));) {
        char name[VS_NAME_SIZE] = "";
        struct vs_network_record record;
        size_t length = strlen(entry->d_name);
        if (length >= sizeof(name))
            continue;
        memcpy(name, entry->d_name, length);
        if (vs_parse_name(name) < 0 || vs_network_read(layout, name, &record) < 0)
            continue;
        int r = visit(name, &record, argument);
        result = result < 0 ? result : r;
    }
    return result;
}

static int remove_proxies(const char *name, const struct vs_network_record *record, void *argument)
{
    (void)name;
    const struct vs_address *addresses = record->network.addresses;
    return vs_proxy_remove(argument, addresses, vs_addresses_count(addresses));
}

struct needs {
    const struct vs_layout_record *layout;
    struct vs_netlink *host;
    bool *ipv4, *ipv6;
};

static int note_needs(const char *name, const struct vs_network_record *record, void *argument)
{
    struct vs_link link;
    uint32_t index, mtu;
    const struct needs *needs = argument;
    const struct vs_network *network = &record->network;
    if (network->mode != VS_NETWORK_PRIVATE || network->link != VS_LINK_ROUTED ||
        (*needs->ipv4 && *needs->ipv6))
        return 0;
    vs_link_init(&link, needs->layout->instance, name, record->xid, network);
    int r = vs_link_find(needs->host, &link, &index, &mtu);
    if (r < 0)
        return r == -ENODEV ? 0 : r;
    *needs->ipv4 |= vs_network_has_family(network, 4);
    *needs->ipv6 |= vs_network_has_family(network, 6);
    return 0;
}

int vs_network_needs(const struct vs_layout_record *layout, struct vs_netlink *host, bool *ret_ipv4,
                     bool *ret_ipv6)
{
    struct needs needs = {.layout = layout, .host = host, .ipv4 = ret_ipv4, .ipv6 = ret_ipv6};
    return each_record(layout, note_needs, &needs);
}

struct sweep {
    const struct vs_layout_record *layout;
    struct vs_netlink host;
    struct vs_packet_store store;
    bool is_later; /* somebody lives on without supervisor */
};

static bool has_supervisor(int run)
{
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    return vs_guest_state_read(run, &state) == 0 &&
           vs_process_open(state.process.supervisor_pid, state.process.supervisor_start, &pidfd) ==
               0;
}

/* Under the lock that a supervisor has: nobody starts the guest meanwhile. One that has a
 * supervisor may have lost what was on the uplink. */
static int sweep_guest(const char *name, const struct vs_network_record *record, void *argument)
{
    struct sweep *sweep = argument;
    char path[2 * VS_PATH_SIZE];
    bool is_shared = record->network.mode == VS_NETWORK_SHARED;
    int r = vs_layout_run(sweep->layout, "guests", name, "", path, sizeof(path));
    cleanup_lock int run = r < 0 ? -1 : open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (run < 0) /* it never ran */
        return 0;
    if (has_supervisor(run))
        return is_shared ? vs_shared_rejoin(sweep->layout, &sweep->host, name)
                         : vs_private_rejoin(sweep->layout, &sweep->host, name);
    r = vs_guest_try_lock(run);
    if (r < 0) {
        sweep->is_later = sweep->is_later || r == -EBUSY;
        return 0;
    }
    r = vs_network_end(sweep->layout, &sweep->store, &sweep->host, name);
    int ended = vs_shared_end(sweep->layout, name);
    return r < 0 ? r : ended;
}

int vs_network_sweep(const struct vs_layout_record *layout)
{
    struct sweep sweep = {.layout = layout, .store = VS_PACKET_STORE_CLOSED};
    int r = vs_net_open(layout, &sweep.host);
    if (r < 0)
        return r;
    r = each_record(layout, sweep_guest, &sweep);
    vs_packet_store_close(&sweep.store);
    vs_netlink_close(&sweep.host);
    return r < 0 ? r : sweep.is_later;
}

/* The programs and maps that nothing is attached to any more end with their names. */
/* Addresses of guests whose supervisor was killed. */
static int clear_shared(const struct vs_layout_record *layout)
{
    char path[VS_PATH_SIZE];
    (void)snprintf(path, sizeof(path), "/sys/fs/bpf/%s/guests", layout->instance);
    return access(path, F_OK) < 0 ? 0 : vs_shared_clear(layout);
}

static int remove_pins(const struct vs_layout_record *layout)
{
    cleanup_fd int pins = open("/sys/fs/bpf", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (pins < 0)
        return errno == ENOENT ? 0 : -errno;
    int r = vs_tree_remove(pins, layout->instance);
    return r == -ENOENT ? 0 : r;
}

static int restore_settings(void *argument)
{
    return vs_settings_restore(argument);
}

static int restore_all_settings(const struct vs_layout_record *layout)
{
    cleanup_fd int namespace = vs_net_namespace(layout);
    return namespace < 0 ? namespace : vs_net_within(namespace, restore_settings, (void *)layout);
}

int vs_network_restore(const struct vs_layout_record *layout, struct vs_failure *ret_failure)
{
    struct vs_netlink host;
    int r = vs_fail(ret_failure, "namespace", vs_net_open(layout, &host));
    if (r < 0)
        return r;
    (void)vs_fail(ret_failure, "links", remove_links(layout, &host));
    (void)vs_fail(ret_failure, "proxies", each_record(layout, remove_proxies, &host));
    (void)vs_fail(ret_failure, "packet", vs_packet_clear(layout, &host));
    (void)vs_fail(ret_failure, "shared-network", clear_shared(layout));
    (void)vs_fail(ret_failure, "pins", remove_pins(layout));
    (void)vs_fail(ret_failure, "firewall", vs_firewall_clear(layout));
    (void)vs_fail(ret_failure, "settings", restore_all_settings(layout));
    vs_netlink_close(&host);
    return ret_failure->error;
}

int vs_network_tidy(const struct vs_layout_record *layout, struct vs_failure *ret_failure)
{
    struct vs_netlink host;
    struct finding finding;
    int r = vs_fail(ret_failure, "namespace", vs_net_open(layout, &host));
    if (r < 0)
        return r;
    r = vs_fail(ret_failure, "links", find_links(layout, &host, &finding));
    vs_netlink_close(&host);
    if (r < 0 || finding.count > 0)
        return r;
    return vs_fail(ret_failure, "settings", restore_all_settings(layout));
}
