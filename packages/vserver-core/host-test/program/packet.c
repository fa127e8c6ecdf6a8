/*
 * What the supervisor and the broker do for a private network, one call each, in the network
 * namespace it is started in: packet INSTANCE CALL ARGUMENT... Without a broker, so that a test has
 * the packet programs alone.
 */
#include "../../../native/common/packet.h"
#include "../../../native/common/packet-rate.h"
#include "../../../native/common/packet-store.h"
#include "../../../native/common/packet-way.h"
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct vs_layout_record layout;
static struct vs_netlink netlink;

static void read_mac(const char *text, uint8_t *mac)
{
    (void)sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4,
                 mac + 5);
}

static struct vs_address read_address(const char *text)
{
    struct vs_address address = {.family = strchr(text, ':') ? 6 : 4};
    (void)inet_pton(address.family == 6 ? AF_INET6 : AF_INET, text, address.bytes);
    return address;
}

static int attach(int argc, char **argv)
{
    return argc == 1 ? vs_packet_attach(&layout, &netlink, if_nametoindex(argv[0])) : -EINVAL;
}

/* NAME XID DEVICE GUEST-MAC HOST-MAC FLAGS ADDRESS... */
static int bind_guest(int argc, char **argv)
{
    struct vs_address addresses[VS_ADDRESSES_MAX];
    if (argc < 6 || argc - 6 > VS_ADDRESSES_MAX)
        return -EINVAL;
    struct vs_packet_guest guest = {
        .name = argv[0],
        .xid = (uint32_t)atoi(argv[1]),
        .ifindex = if_nametoindex(argv[2]),
        .mtu = 1500,
        .flags = (uint32_t)strtoul(argv[5], NULL, 0),
        .addresses = addresses,
        .addresses_count = (uint32_t)argc - 6,
    };
    read_mac(argv[3], guest.guest_mac);
    read_mac(argv[4], guest.host_mac);
    for (int i = 6; i < argc; i++)
        addresses[i - 6] = read_address(argv[i]);
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    return vs_packet_bind(&layout, &store, &guest);
}

static int unbind(int argc, char **argv)
{
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    return argc == 1 ? vs_packet_unbind(&layout, &store, &netlink, argv[0]) : -EINVAL;
}

static int forget(int argc, char **argv)
{
    return argc == 1 ? vs_packet_forget(&layout, &netlink, argv[0]) : -EINVAL;
}

static int flags(int argc, char **argv)
{
    return argc == 2
               ? vs_packet_flags(&layout, argv[0], UINT32_MAX, (uint32_t)strtoul(argv[1], NULL, 0))
               : -EINVAL;
}

static int host(int argc, char **argv)
{
    return vs_packet_host(&layout, &netlink, argc == 1, argc ? if_nametoindex(argv[0]) : 0, 1500);
}

static int check(int argc, char **argv)
{
    return argc == 1 ? vs_packet_check(&netlink, if_nametoindex(argv[0])) : -EINVAL;
}

static uint64_t read_bits(const char *text)
{
    return strcmp(text, "-") ? strtoull(text, NULL, 10) : VS_INFINITY;
}

/* NAME OUT IN */
static int rates(int argc, char **argv)
{
    if (argc != 3)
        return -EINVAL;
    int r = vs_rate_set_out(&layout, &netlink, argv[0], read_bits(argv[1]));
    return r < 0 ? r : vs_rate_set_in(&layout, &netlink, argv[0], read_bits(argv[2]));
}

static int show_rates(int argc, char **argv)
{
    struct vs_rates found;
    int r = argc == 1 ? vs_rate_get(&layout, &netlink, argv[0], &found) : -EINVAL;
    if (r == 0)
        printf("%lu %lu %lu %lu\n", found.out.bits, found.in.bits, found.out.dropped,
               found.in.dropped);
    return r;
}

/* As RUN/network-use has it. */
static int use(int argc, char **argv)
{
    struct vs_account account;
    struct vs_network_counters sum;
    cleanup_packet_store struct vs_packet_store store = VS_PACKET_STORE_CLOSED;
    int r = argc == 1 ? vs_packet_store_find(&layout, &store) : -EINVAL;
    r = r < 0 ? r : vs_account_get(&store, argv[0], &account);
    r = r < 0 ? r : vs_use_read(&store, account.xid, &sum);
    if (r < 0)
        return r;
    vs_rate_take_drops(&store, &netlink, &account);
    r = vs_account_put(&store, argv[0], &account);
    printf("%lu %lu %lu %lu %lu %lu %lu %lu %lu %lu\n", sum.in4.bytes, sum.in4.packets,
           sum.in6.bytes, sum.in6.packets, sum.out4.bytes, sum.out4.packets, sum.out6.bytes,
           sum.out6.packets, sum.spoofed, account.rate_dropped);
    return r;
}

static int clear(int argc, char **argv)
{
    (void)argv;
    return argc == 0 ? vs_packet_clear(&layout, &netlink) : -EINVAL;
}

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} CALLS[] = {
    {"attach", attach}, {"bind", bind_guest}, {"unbind", unbind},         {"forget", forget},
    {"flags", flags},   {"host", host},       {"check", check},           {"rates", rates},
    {"use", use},       {"clear", clear},     {"show-rates", show_rates},
};

int main(int argc, char **argv)
{
    int r = argc < 3 ? -EINVAL : vs_netlink_open(&netlink);
    if (r == 0)
        (void)snprintf(layout.instance, sizeof(layout.instance), "%s", argv[1]);
    for (size_t i = 0; r == 0 && i < sizeof(CALLS) / sizeof(CALLS[0]); i++)
        if (!strcmp(CALLS[i].name, argv[2]))
            r = CALLS[i].run(argc - 3, argv + 3);
    if (r < 0)
        fprintf(stderr, "%s: %s %s\n", argc < 3 ? "packet" : argv[2], strerror(-r), netlink.why);
    return r < 0;
}
