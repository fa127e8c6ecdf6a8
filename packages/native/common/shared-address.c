#include "shared-address.h"
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

/* Marks what we have added. Since Linux 5.18, as what the programs need is. Source: IFA_PROTO in
 * linux/if_addr.h. */
#define PROTOCOL 86

#define LOOP_PREFIX 22

/* Deprecated: the host itself must not come to send from it. Source: RFC 6724, rule 3. */
static void add(struct vs_netlink *netlink, const struct vs_address *address, uint32_t device)
{
    const bool is4 = address->family == 4;
    const struct ifa_cacheinfo lifetime = {.ifa_prefered = 0, .ifa_valid = UINT32_MAX};
    const struct ifaddrmsg fixed = {
        .ifa_family = is4 ? AF_INET : AF_INET6,
        .ifa_prefixlen = address->prefix,
        .ifa_scope =
            is4 && device == VS_LOOPBACK_DEVICE && address->bytes[0] == 127 ? RT_SCOPE_HOST : 0,
        .ifa_index = device,
    };
    const size_t size = is4 ? 4 : 16;
    vs_netlink_add(netlink, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &fixed, sizeof(fixed));
    vs_netlink_put(netlink, IFA_LOCAL, address->bytes, size);
    vs_netlink_put(netlink, IFA_ADDRESS, address->bytes, size);
    vs_netlink_put_u32(netlink, IFA_FLAGS, is4 ? 0 : IFA_F_NODAD);
    vs_netlink_put_u8(netlink, IFA_PROTO, PROTOCOL);
    if (!is4)
        vs_netlink_put(netlink, IFA_CACHEINFO, &lifetime, sizeof(lifetime));
    vs_netlink_allow(netlink, -EEXIST);
}

/* The kernel then takes 127.x.y.1 as source towards all of this part. */
static void add_loopbacks(struct vs_netlink *netlink, const struct vs_shared_config *config,
                          bool has6)
{
    struct vs_address loop = {.family = 4, .prefix = LOOP_PREFIX};
    struct vs_address one = {.family = 6, .prefix = 128};
    const uint32_t ip = __builtin_bswap32(0x7f000001u | config->loop << 10);
    memcpy(loop.bytes, &ip, sizeof(ip));
    memcpy(one.bytes, &config->loopback6, sizeof(config->loopback6));
    add(netlink, &loop, VS_LOOPBACK_DEVICE);
    if (has6)
        add(netlink, &one, VS_LOOPBACK_DEVICE);
}

void vs_shared_address_join(struct vs_netlink *netlink, const struct vs_network *network,
                            uint32_t uplink)
{
    for (int i = 0; i < VS_ADDRESSES_MAX; i++) {
        struct vs_address address = network->addresses[i];
        address.prefix = 128;
        if (address.family == 6)
            add(netlink, &address, uplink);
    }
}

int vs_shared_address_add(struct vs_netlink *netlink, const struct vs_shared_guest *guest,
                          const struct vs_shared_config *config, uint32_t uplink)
{
    add_loopbacks(netlink, config, (config->loopback6.words[0] | config->loopback6.words[3]) != 0);
    for (int i = 0; i < VS_ADDRESSES_MAX; i++) {
        struct vs_address address = guest->network->addresses[i];
        if (!address.family)
            continue;
        address.prefix = address.family == 4 ? 32 : 128;
        add(netlink, &address, VS_LOOPBACK_DEVICE);
    }
    if (uplink)
        vs_shared_address_join(netlink, guest->network, uplink);
    return vs_netlink_send(netlink);
}

struct found {
    struct vs_address address;
    uint32_t device;
};

struct search {
    bool (*is_guests)(const struct vs_address *address, void *argument);
    void *argument;
    struct found found[2 * VS_ADDRESSES_MAX];
    size_t count;
};

static int visit(const struct vs_netlink_answer *answer, void *argument)
{
    struct search *search = argument;
    const struct ifaddrmsg *fixed = answer->fixed;
    const bool is4 = fixed->ifa_family == AF_INET;
    const uint8_t *protocol = vs_netlink_find(answer, IFA_PROTO, sizeof(*protocol));
    const void *bytes = vs_netlink_find(answer, is4 ? IFA_LOCAL : IFA_ADDRESS, is4 ? 4 : 16);
    struct vs_address address = {.family = is4 ? 4 : 6, .prefix = fixed->ifa_prefixlen};
    if (!protocol || *protocol != PROTOCOL || !bytes ||
        search->count == sizeof(search->found) / sizeof(search->found[0]))
        return 0;
    memcpy(address.bytes, bytes, is4 ? 4 : 16);
    if (search->is_guests(&address, search->argument))
        search->found[search->count++] = (struct found){address, fixed->ifa_index};
    return 0;
}

static void remove_one(struct vs_netlink *netlink, const struct found *found)
{
    const bool is4 = found->address.family == 4;
    const struct ifaddrmsg fixed = {.ifa_family = is4 ? AF_INET : AF_INET6,
                                    .ifa_prefixlen = found->address.prefix,
                                    .ifa_index = found->device};
    vs_netlink_add(netlink, RTM_DELADDR, 0, &fixed, sizeof(fixed));
    vs_netlink_put(netlink, IFA_LOCAL, found->address.bytes, is4 ? 4 : 16);
    vs_netlink_allow(netlink, -EADDRNOTAVAIL);
}

int vs_shared_address_remove(struct vs_netlink *netlink,
                             bool (*is_guests)(const struct vs_address *address, void *argument),
                             void *argument)
{
    const struct ifaddrmsg any = {0};
    for (;;) {
        struct search search = {.is_guests = is_guests, .argument = argument};
        vs_netlink_add(netlink, RTM_GETADDR, NLM_F_DUMP, &any, sizeof(any));
        int r = vs_netlink_ask(netlink, sizeof(any), visit, &search);
        if (r < 0 || search.count == 0)
            return r;
        for (size_t i = 0; i < search.count; i++)
            remove_one(netlink, &search.found[i]);
        r = vs_netlink_send(netlink);
        if (r < 0)
            return r;
    }
}
