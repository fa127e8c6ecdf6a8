/*
 * What a guest with CAP_NET_RAW and CAP_NET_ADMIN can put on its link, frame by frame.
 *   forge send KIND COUNT          from a guest of packet-world.ts, by its eth0
 *   forge watch DEVICE             tells how many such frames pass, when its input ends
 * Sources: RFC 791, 826, 2131, 4443, 4861, 8200; linux/if_ether.h.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MARK     "forged-by-a-test" /* ends every frame */
#define OWN      "203.0.113.2"
#define NEXT     "203.0.113.3" /* another guest */
#define FAR      "192.0.2.80"
#define GATEWAY  "169.254.0.1"
#define OWN6     "2001:db8:203::2"
#define NEXT6    "2001:db8:203::3"
#define FAR6     "2001:db8:80::80"
#define LINK6    "fe80::2"
#define GATEWAY6 "fe80::1"

static const uint8_t OWN_MAC[6] = {2, 0, 0, 0, 2, 2};
static const uint8_t HOST_MAC[6] = {2, 0, 0, 0, 1, 2};
static const uint8_t NEXT_MAC[6] = {2, 0, 0, 0, 2, 3};
static const uint8_t ALL_MAC[6] = {255, 255, 255, 255, 255, 255};
static const uint8_t GROUP_MAC[6] = {0x33, 0x33, 0, 0, 0, 1};

static uint8_t frame[512];
static size_t length;

static void put(const void *bytes, size_t size)
{
    memcpy(frame + length, bytes, size);
    length += size;
}

static void put8(uint8_t value)
{
    put(&value, 1);
}

static void put16(uint16_t value)
{
    put(&(uint16_t){htons(value)}, 2);
}

static void put32(uint32_t value)
{
    put(&(uint32_t){htonl(value)}, 4);
}

static void put_address(const char *text)
{
    uint8_t bytes[16];
    bool is6 = strchr(text, ':') != NULL;
    if (inet_pton(is6 ? AF_INET6 : AF_INET, text, bytes) != 1)
        abort();
    put(bytes, is6 ? 16 : 4);
}

static void ether(const uint8_t *to, const uint8_t *from, uint16_t type)
{
    length = 0;
    put(to, 6);
    put(from, 6);
    put16(type);
}

static uint16_t checksum(const uint8_t *bytes, size_t size)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i += 2)
        sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

/* options: of 4 bytes each; fragment: flags and offset as on the wire. */
static void ip4(const char *from, const char *to, uint8_t protocol, uint16_t fragment,
                const uint32_t *options, size_t count, uint16_t payload)
{
    size_t start = length, size = 20 + 4 * count;
    put8((uint8_t)(0x40 | size / 4));
    put8(0);
    put16((uint16_t)(size + payload));
    put16(7);
    put16(fragment);
    put8(64);
    put8(protocol);
    put16(0);
    put_address(from);
    put_address(to);
    for (size_t i = 0; i < count; i++)
        put32(options[i]);
    uint16_t sum = htons(checksum(frame + start, size));
    memcpy(frame + start + 10, &sum, 2);
}

/* Of a changed header without options. */
static void renew_checksum(void)
{
    memset(frame + 24, 0, 2);
    uint16_t sum = htons(checksum(frame + 14, 20));
    memcpy(frame + 24, &sum, 2);
}

static void ip6(const char *from, const char *to, uint8_t next, uint16_t payload)
{
    put32(0x60000000);
    put16(payload);
    put8(next);
    put8(255);
    put_address(from);
    put_address(to);
}

static void mark(void)
{
    put(MARK, sizeof(MARK));
}

/* 60 bytes of payload with the mark at the end, so that no piece is small by itself. */
static void udp(uint16_t from, uint16_t to)
{
    uint8_t padding[60 - 8 - sizeof(MARK)] = {0};
    put16(from);
    put16(to);
    put16(60);
    put16(0);
    put(padding, sizeof(padding));
    mark();
}

static void udp4(const char *from, const char *to, uint16_t from_port, uint16_t to_port)
{
    ether(HOST_MAC, OWN_MAC, ETHERTYPE_IP);
    ip4(from, to, 17, 0, NULL, 0, 60);
    udp(from_port, to_port);
}

static void udp6(const char *from, const char *to, uint16_t from_port, uint16_t to_port)
{
    ether(HOST_MAC, OWN_MAC, ETHERTYPE_IPV6);
    ip6(from, to, 17, 60);
    udp(from_port, to_port);
}

static void arp(const uint8_t *to, uint16_t operation, const uint8_t *mac, const char *from,
                const char *asked)
{
    ether(to, OWN_MAC, ETHERTYPE_ARP);
    put16(1);
    put16(ETHERTYPE_IP);
    put8(6);
    put8(4);
    put16(operation);
    put(mac, 6);
    put_address(from);
    put(HOST_MAC, 6);
    put_address(asked);
    mark();
}

/* Neighbour discovery; its checksum is not looked at before the frame is dropped. */
static void discovery(const uint8_t *mac, const char *from, const char *to, uint8_t type,
                      const char *target)
{
    ether(mac, OWN_MAC, ETHERTYPE_IPV6);
    ip6(from, to, 58, 24 + sizeof(MARK));
    put8(type);
    put8(0);
    put16(0);
    put32(0);
    put_address(target);
    mark();
}

static void other(uint16_t type)
{
    uint8_t padding[40] = {0};
    ether(HOST_MAC, OWN_MAC, type);
    put(padding, sizeof(padding));
    mark();
}

static void tagged(uint16_t type)
{
    ether(HOST_MAC, OWN_MAC, type);
    put16(5);
    put16(ETHERTYPE_IP);
    ip4(OWN, FAR, 17, 0, NULL, 0, 60);
    udp(7, 7);
}

static void piece(uint16_t fragment, uint8_t protocol, uint16_t payload)
{
    uint8_t bytes[128] = {0};
    ether(HOST_MAC, OWN_MAC, ETHERTYPE_IP);
    ip4(OWN, FAR, protocol, fragment, NULL, 0, payload);
    put(bytes, payload - sizeof(MARK));
    mark();
}

static void piece6(uint8_t next, uint16_t offset, uint8_t first, uint16_t payload)
{
    uint8_t bytes[128] = {first};
    ether(HOST_MAC, OWN_MAC, ETHERTYPE_IPV6);
    ip6(OWN6, FAR6, 44, 8 + payload);
    put8(next);
    put8(0);
    put16(offset);
    put32(9);
    put(bytes, payload - sizeof(MARK));
    mark();
}

/* Behind an extension header of 8 bytes. */
static void hidden6(uint8_t header, uint8_t next, uint8_t first)
{
    uint8_t padding[24] = {first};
    ether(HOST_MAC, OWN_MAC, ETHERTYPE_IPV6);
    ip6(OWN6, FAR6, header, 8 + 24 + sizeof(MARK));
    put8(next);
    put8(0);
    put16(header == 43 ? 0x0001 : 0x0104); /* type 0 with a segment left, or padding */
    put32(0);
    put(padding, sizeof(padding));
    mark();
}

static void with_options(uint32_t first, uint32_t second)
{
    const uint32_t options[] = {first, second};
    ether(HOST_MAC, OWN_MAC, ETHERTYPE_IP);
    ip4(OWN, FAR, 17, 0, options, 2, 60);
    udp(7, 7);
}

static void from_anywhere(uint8_t protocol, uint16_t payload)
{
    char from[INET_ADDRSTRLEN];
    uint8_t bytes[64] = {1, 2, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2, 16, 0};
    uint32_t ip = htonl(0x08000000u | ((uint32_t)random() & 0xffffffu));
    (void)inet_ntop(AF_INET, &ip, from, sizeof(from));
    ether(HOST_MAC, OWN_MAC, ETHERTYPE_IP);
    ip4(from, NEXT, protocol, 0, NULL, 0, payload + sizeof(MARK));
    put(bytes, payload);
    mark();
}

#define KIND(text, ...)                                                                            \
    if (!strcmp(kind, text)) {                                                                     \
        __VA_ARGS__;                                                                               \
        return true;                                                                               \
    }

static bool make_addresses(const char *kind)
{
    KIND("ipv4-of-neighbour", udp4(NEXT, FAR, 7, 7))
    KIND("ipv4-of-nobody", udp4("8.8.8.8", FAR, 7, 7))
    KIND("ipv4-unspecified", udp4("0.0.0.0", FAR, 7, 7))
    KIND("ipv4-of-gateway", udp4(GATEWAY, FAR, 7, 7))
    KIND("ipv4-loopback", udp4("127.0.0.1", NEXT, 7, 7))
    KIND("ipv4-to-itself", udp4(OWN, OWN, 7, 7))
    KIND("ipv6-of-neighbour", udp6(NEXT6, FAR6, 7, 7))
    KIND("ipv6-of-nobody", udp6("2001:db8:ffff::1", FAR6, 7, 7))
    KIND("ipv6-link-local", udp6(LINK6, NEXT6, 7, 7))
    KIND("ipv6-to-mapped", udp6(OWN6, "::ffff:203.0.113.3", 7, 7))
    KIND("mac-of-neighbour", udp4(OWN, FAR, 7, 7), memcpy(frame + 6, NEXT_MAC, 6))
    KIND("mac-to-neighbour", udp4(OWN, NEXT, 7, 7), memcpy(frame, NEXT_MAC, 6))
    KIND("mac-to-all", udp4(OWN, NEXT, 7, 7), memcpy(frame, ALL_MAC, 6))
    KIND("dhcp-server", udp4(OWN, "255.255.255.255", 67, 68), memcpy(frame, ALL_MAC, 6))
    KIND("dhcpv6-server", udp6(OWN6, NEXT6, 547, 546))
    return false;
}

static bool make_neighbours(const char *kind)
{
    KIND("arp-answer-for-neighbour", arp(ALL_MAC, 2, OWN_MAC, NEXT, FAR))
    KIND("arp-answer-for-gateway", arp(ALL_MAC, 2, OWN_MAC, GATEWAY, NEXT))
    KIND("arp-gratuitous", arp(ALL_MAC, 1, OWN_MAC, OWN, OWN))
    KIND("arp-question-for-neighbour", arp(ALL_MAC, 1, OWN_MAC, OWN, NEXT))
    KIND("arp-of-neighbour", arp(ALL_MAC, 1, NEXT_MAC, NEXT, GATEWAY))
    KIND("ns-for-neighbour", discovery(GROUP_MAC, OWN6, "ff02::1:ff00:3", 135, NEXT6))
    KIND("na-for-neighbour", discovery(GROUP_MAC, OWN6, "ff02::1", 136, NEXT6))
    KIND("na-for-gateway", discovery(HOST_MAC, LINK6, GATEWAY6, 136, GATEWAY6))
    KIND("router-advertisement", discovery(GROUP_MAC, LINK6, "ff02::1", 134, "::"))
    KIND("router-advertisement-own", discovery(HOST_MAC, OWN6, NEXT6, 134, "::"))
    KIND("redirect", discovery(HOST_MAC, LINK6, NEXT6, 137, FAR6))
    KIND("redirect-own", discovery(HOST_MAC, OWN6, NEXT6, 137, FAR6))
    return false;
}

static bool make_shapes(const char *kind)
{
    KIND("vlan", tagged(0x8100))
    KIND("qinq", tagged(0x88a8))
    KIND("mpls", other(0x8847))
    KIND("pppoe", other(0x8864))
    KIND("unknown-ethertype", other(0x88b5))
    KIND("lldp", other(0x88cc))
    KIND("bridge-protocol", other(60)) /* a length: IEEE 802.2 */
    KIND("source-route", with_options(0x01830704, 0xc0000250))
    KIND("record-route", with_options(0x01070704, 0))
    KIND("fragment-tiny", piece(0x2000, 6, 24))
    KIND("fragment-over-header", piece(0x0001, 6, 64))
    KIND("fragment-past-end", piece(0x1fff, 17, 64))
    KIND("ipv6-fragment-tiny", piece6(6, 1, 0, 24))
    KIND("ipv6-fragment-over-header", piece6(6, 8, 0, 64))
    KIND("ipv6-fragment-of-advertisement", piece6(58, 1, 134, 64))
    KIND("ipv6-fragment-of-options", piece6(60, 1, 58, 64))
    KIND("ipv6-routing", hidden6(43, 17, 0))
    KIND("ipv6-hidden-advertisement", hidden6(60, 58, 134))
    KIND("ipv6-hop-options", hidden6(0, 17, 0))
    KIND("syn-flood", from_anywhere(6, 20))
    KIND("small-packet-flood", from_anywhere(17, 8))
    return false;
}

/* Not forged: kernels and daemons send these by themselves, but here nobody is to hear them. */
static bool make_idle(const char *kind)
{
    KIND("idle-multicast", udp4(OWN, "224.0.0.251", 5353, 5353), memcpy(frame, GROUP_MAC, 6))
    KIND("idle-broadcast", udp4(OWN, "255.255.255.255", 68, 67), memcpy(frame, ALL_MAC, 6))
    KIND("idle-metadata", udp4(OWN, "169.254.169.254", 7, 80))
    KIND("idle-router-solicitation", discovery(GROUP_MAC, LINK6, "ff02::2", 133, "::"))
    KIND("idle-duplicate-check", discovery(GROUP_MAC, "::", "ff02::1:ff00:2", 135, LINK6))
    KIND("fair-to-neighbour", udp4(OWN, NEXT, 7, 7))
    KIND("fair-to-world", udp4(OWN, FAR, 7, 7))
    KIND("fair-last-hop", udp4(OWN, NEXT, 7, 7), frame[22] = 1, renew_checksum())
    KIND("fair6-to-neighbour", udp6(OWN6, NEXT6, 7, 7))
    return false;
}

static int open_device(const char *device)
{
    struct sockaddr_ll address = {.sll_family = AF_PACKET,
                                  .sll_protocol = htons(ETH_P_ALL),
                                  .sll_ifindex = (int)if_nametoindex(device)};
    int fd = socket(AF_PACKET, SOCK_RAW, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        perror(device);
        exit(1);
    }
    return fd;
}

static int send_all(const char *kind, long count)
{
    int fd = open_device("eth0");
    for (long i = 0; i < count; i++) {
        if (!make_addresses(kind) && !make_neighbours(kind) && !make_shapes(kind) &&
            !make_idle(kind))
            return 2;
        while (send(fd, frame, length, 0) != (ssize_t)length)
            if (errno != ENOBUFS && errno != EAGAIN)
                return perror(kind), 1;
    }
    return 0;
}

static bool is_marked(const uint8_t *bytes, size_t size)
{
    return memmem(bytes, size, MARK, sizeof(MARK) - 1) != NULL;
}

/* What is queued already is read before the end. */
static int watch(const char *device)
{
    static uint8_t bytes[65536];
    int fd = open_device(device), large = 64 << 20;
    unsigned long seen = 0;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &large, sizeof(large));
    struct pollfd polled[] = {{.fd = fd, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
    puts("ready");
    (void)fflush(stdout);
    for (;;) {
        (void)poll(polled, 2, -1);
        ssize_t n = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
        if (n > 0)
            seen += is_marked(bytes, (size_t)n);
        else if (polled[1].revents)
            break;
    }
    printf("%lu\n", seen);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && !strcmp(argv[1], "send"))
        return send_all(argv[2], atol(argv[3]));
    if (argc == 3 && !strcmp(argv[1], "watch"))
        return watch(argv[2]);
    return 2;
}
