#include "parse-network.h"
#include "parse.h"
#include <errno.h>
#include <string.h>

#define MTU_MIN 1280 /* the least that IPv6 lives with. Source: RFC 8200 */
#define MTU_MAX 65535

static bool is_zero(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < size; i++)
        if (at[i])
            return false;
    return true;
}

/* Whether the first `bits` bits are those of `prefix`. */
static bool begins_with(const uint8_t *bytes, const uint8_t *prefix, unsigned bits)
{
    unsigned whole = bits / 8, rest = bits % 8;
    if (memcmp(bytes, prefix, whole) != 0)
        return false;
    return rest == 0 || (bytes[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}

bool vs_address_is_used(const struct vs_address *address)
{
    return address->family != 0;
}

bool vs_address_equal(const struct vs_address *a, const struct vs_address *b)
{
    return a->family == b->family && !memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

/* Source: IANA special-purpose address registries, RFC 6890. */
bool vs_address_is_unicast(const struct vs_address *address)
{
    static const struct {
        uint8_t family, bits, prefix[16];
    } OTHERS[] = {
        {4, 8, {0}},
        {4, 8, {127}},
        {4, 16, {169, 254}},
        {4, 3, {224}}, /* multicast, reserved, broadcast */
        {6, 96, {0}},  /* unspecified, loopback, IPv4-compatible */
        {6, 96, {[10] = 0xff, [11] = 0xff}},
        {6, 10, {0xfe, 0x80}},
        {6, 8, {0xff}},
    };
    for (size_t i = 0; i < sizeof(OTHERS) / sizeof(OTHERS[0]); i++)
        if (address->family == OTHERS[i].family &&
            begins_with(address->bytes, OTHERS[i].prefix, OTHERS[i].bits))
            return false;
    return vs_address_is_used(address);
}

static bool address_fits(const struct vs_address *address)
{
    static const struct vs_address NONE;
    switch (address->family) {
    case 0:
        return !memcmp(address, &NONE, sizeof(NONE));
    case 4:
        return address->prefix <= 32 && address->reserved == 0 && is_zero(address->bytes + 4, 12);
    case 6:
        return address->prefix <= 128 && address->reserved == 0;
    default:
        return false;
    }
}

static bool is_host(const struct vs_address *address)
{
    return address->prefix == (address->family == 4 ? 32 : 128);
}

/* Used ones first, none twice. */
static bool addresses_fit(const struct vs_address *addresses, size_t count, bool hosts_only)
{
    bool ended = false;
    for (size_t i = 0; i < count; i++) {
        const struct vs_address *address = &addresses[i];
        bool is_used = vs_address_is_used(address);
        if (!address_fits(address) || (ended && is_used))
            return false;
        ended = ended || !is_used;
        if (is_used && (!vs_address_is_unicast(address) || address->prefix == 0 ||
                        (hosts_only && !is_host(address))))
            return false;
        for (size_t j = 0; is_used && j < i; j++)
            if (vs_address_equal(address, &addresses[j]))
                return false;
    }
    return true;
}

/* A name the kernel takes for a device, of the letters that need no quoting anywhere. */
static bool device_fits(const char field[VS_DEVICE_SIZE])
{
    size_t length = strnlen(field, VS_DEVICE_SIZE);
    if (length == VS_DEVICE_SIZE || !is_zero(field + length, VS_DEVICE_SIZE - length))
        return false;
    for (size_t i = 0; i < length; i++) {
        bool is_word = (field[i] >= 'a' && field[i] <= 'z') ||
                       (field[i] >= 'A' && field[i] <= 'Z') || (field[i] >= '0' && field[i] <= '9');
        if (!is_word && (i == 0 || !strchr("._-", field[i])))
            return false;
    }
    return true;
}

/* At most one of each family. */
static bool gateways_fit(const struct vs_network *network)
{
    const struct vs_address *first = &network->gateways[0], *second = &network->gateways[1];
    if (!address_fits(first) || !address_fits(second))
        return false;
    if (!vs_address_is_used(first))
        return !vs_address_is_used(second);
    if (!is_host(first))
        return false;
    return !vs_address_is_used(second) || (is_host(second) && second->family != first->family);
}

static bool nameservers_fit(const struct vs_network *network)
{
    bool ended = false;
    for (int i = 0; i < VS_NAMESERVERS_MAX; i++) {
        const struct vs_address *server = &network->nameservers[i];
        bool is_used = vs_address_is_used(server);
        if (!address_fits(server) || (is_used && (ended || !is_host(server))))
            return false;
        ended = ended || !is_used;
    }
    return true;
}

/* What a mode has no use for must be left out, so that nobody takes it for granted. */
static uint32_t flags_of(const struct vs_network *network)
{
    if (network->mode == VS_NETWORK_SHARED)
        return VS_NET_PEERS | VS_NET_RAW | VS_NET_MULTICAST;
    return network->link == VS_LINK_ROUTED ? VS_NET_NAT | VS_NET_PEERS : 0;
}

int vs_parse_network(const struct vs_network *network, const char **ret_field)
{
    bool is_private = network->mode == VS_NETWORK_PRIVATE;
    bool has_layer2 = is_private && network->link != VS_LINK_ROUTED;
    const struct {
        bool ok;
        const char *field;
    } checks[] = {
        {network->mode <= VS_NETWORK_SHARED, "network-mode"},
        {network->mode != VS_NETWORK_NONE || is_zero(network, sizeof(*network)), "network-mode"},
        {is_private ? network->link >= VS_LINK_ROUTED && network->link <= VS_LINK_MACVLAN
                    : network->link == 0,
         "network-link"},
        {network->mtu == 0 || (is_private && network->mtu >= MTU_MIN && network->mtu <= MTU_MAX),
         "mtu"},
        {(network->flags & ~flags_of(network)) == 0, "network-flags"},
        {device_fits(network->parent) && has_layer2 == (network->parent[0] != '\0'), "parent"},
        {addresses_fit(network->addresses, VS_ADDRESSES_MAX, !has_layer2), "addresses"},
        {network->mode != VS_NETWORK_SHARED || vs_address_is_used(&network->addresses[0]),
         "addresses"},
        {gateways_fit(network) &&
             (has_layer2 || is_zero(network->gateways, sizeof(network->gateways))),
         "gateways"},
        {nameservers_fit(network), "nameservers"},
        {network->reserved == 0, "reserved"},
    };
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        if (checks[i].ok)
            continue;
        *ret_field = checks[i].field;
        return -EINVAL;
    }
    return 0;
}

static bool rule_fits(const struct vs_rule *rule)
{
    bool has_ports = rule->protocol == 6 || rule->protocol == 17;
    bool is_icmp = rule->protocol == 1 || rule->protocol == 58;
    uint8_t family = rule->remote.family;
    if (rule->direction < VS_IN || rule->direction > VS_OUT || rule->verdict < VS_ACCEPT ||
        rule->verdict > VS_REJECT || (rule->flags & ~VS_RULE_LOG) || !address_fits(&rule->remote))
        return false;
    if (rule->protocol != 0 && !has_ports && !is_icmp)
        return false;
    if ((rule->protocol == 1 && family == 6) || (rule->protocol == 58 && family == 4))
        return false;
    if (rule->port_first == 0)
        return rule->port_last == 0;
    return has_ports && rule->port_last >= rule->port_first;
}

/* Its target is one of the guest's own addresses. */
static bool forward_fits(const struct vs_forward *forward, const struct vs_firewall *firewall)
{
    bool is_own = false;
    for (int i = 0; i < VS_ADDRESSES_MAX; i++)
        is_own = is_own || (vs_address_is_used(&forward->guest) &&
                            vs_address_equal(&forward->guest, &firewall->addresses[i]));
    if (!address_fits(&forward->host) || !address_fits(&forward->guest) || !is_own)
        return false;
    if (vs_address_is_used(&forward->host) && forward->host.family != forward->guest.family)
        return false;
    return (forward->protocol == 6 || forward->protocol == 17) && forward->reserved == 0 &&
           forward->reserved2 == 0 && forward->host_port != 0 && forward->guest_port != 0;
}

static bool rules_fit(const struct vs_firewall *firewall)
{
    if (firewall->rules_count > VS_RULES_MAX)
        return false;
    for (int i = 0; i < firewall->rules_count; i++)
        if (!rule_fits(&firewall->rules[i]))
            return false;
    size_t used = firewall->rules_count * sizeof(firewall->rules[0]);
    return is_zero(&firewall->rules[firewall->rules_count], sizeof(firewall->rules) - used);
}

static bool forwards_fit(const struct vs_firewall *firewall)
{
    if (firewall->forwards_count > VS_FORWARDS_MAX)
        return false;
    for (int i = 0; i < firewall->forwards_count; i++)
        if (!forward_fits(&firewall->forwards[i], firewall))
            return false;
    size_t used = firewall->forwards_count * sizeof(firewall->forwards[0]);
    return is_zero(&firewall->forwards[firewall->forwards_count],
                   sizeof(firewall->forwards) - used);
}

static bool verdict_fits(uint8_t verdict)
{
    return verdict >= VS_ACCEPT && verdict <= VS_REJECT;
}

int vs_parse_firewall(const struct vs_firewall *firewall, const char **ret_field)
{
    if (vs_parse_name(firewall->name) < 0)
        *ret_field = "name";
    else if (vs_parse_xid(firewall->xid) < 0)
        *ret_field = "xid";
    else if (!verdict_fits(firewall->in) || !verdict_fits(firewall->out))
        *ret_field = "verdict";
    else if (!addresses_fit(firewall->addresses, VS_ADDRESSES_MAX, false))
        *ret_field = "addresses";
    else if (!rules_fit(firewall))
        *ret_field = "rules";
    else if (!forwards_fit(firewall))
        *ret_field = "forwards";
    else
        return firewall->reserved == 0 ? 0 : -EINVAL;
    return -EINVAL;
}
