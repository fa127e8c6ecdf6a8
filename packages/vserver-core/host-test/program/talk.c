/*
 * Speaks TCP or UDP with somebody and tells what came of it.
 *   talk listen tcp|udp ADDRESS PORT        answers everybody with the address it saw; "ready"
 * first talk ask tcp|udp ADDRESS PORT [SOURCE]  prints the answer, or the name of the error talk
 * hold ADDRESS PORT                  keeps a TCP connection: each line of the input is echoed talk
 * error ADDRESS                      an ICMP or ICMPv6 error that belongs to nothing
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define TIMEOUT_MS 2000

struct end {
    struct sockaddr_storage address;
    socklen_t size;
};

static _Noreturn void fail(const char *what)
{
    (void)printf("%s: %s\n", what, strerrorname_np(errno));
    exit(1);
}

static struct end parse(const char *address, const char *port)
{
    struct end end = {0};
    struct sockaddr_in *in = (void *)&end.address;
    struct sockaddr_in6 *in6 = (void *)&end.address;
    if (strchr(address, ':')) {
        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons((uint16_t)atoi(port));
        if (inet_pton(AF_INET6, address, &in6->sin6_addr) != 1)
            fail(address);
        end.size = sizeof(*in6);
    } else {
        in->sin_family = AF_INET;
        in->sin_port = htons((uint16_t)atoi(port));
        if (inet_pton(AF_INET, address, &in->sin_addr) != 1)
            fail(address);
        end.size = sizeof(*in);
    }
    return end;
}

static int format(const struct end *end, char text[64])
{
    char address[INET6_ADDRSTRLEN];
    const struct sockaddr_in *in = (const void *)&end->address;
    const struct sockaddr_in6 *in6 = (const void *)&end->address;
    bool is6 = end->address.ss_family == AF_INET6;
    (void)inet_ntop(end->address.ss_family, is6 ? (const void *)&in6->sin6_addr : &in->sin_addr,
                    address, sizeof(address));
    return snprintf(text, 64, "%s\n", address);
}

static int open_socket(const char *protocol, const struct end *end)
{
    int one = 1;
    int type = strcmp(protocol, "tcp") ? SOCK_DGRAM : SOCK_STREAM;
    int fd = socket(end->address.ss_family, type | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) < 0)
        fail("socket");
    return fd;
}

/* Says whom it sees, then echoes. */
static _Noreturn void serve(int fd, const struct end *peer)
{
    char text[512];
    ssize_t n = format(peer, text);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (n > 0 && write(fd, text, (size_t)n) == n)
        n = read(fd, text, sizeof(text));
    _exit(0);
}

static _Noreturn void listen_tcp(int fd)
{
    (void)signal(SIGCHLD, SIG_IGN);
    if (listen(fd, 64) < 0)
        fail("listen");
    (void)puts("ready");
    (void)fflush(stdout);
    for (;;) {
        struct end peer = {.size = sizeof(peer.address)};
        int connection = accept(fd, (void *)&peer.address, &peer.size);
        if (connection >= 0 && fork() == 0)
            serve(connection, &peer);
        if (connection >= 0)
            (void)close(connection);
    }
}

static _Noreturn void listen_udp(int fd)
{
    char text[64];
    (void)puts("ready");
    (void)fflush(stdout);
    for (;;) {
        struct end peer = {.size = sizeof(peer.address)};
        if (recvfrom(fd, text, sizeof(text), 0, (void *)&peer.address, &peer.size) >= 0)
            (void)sendto(fd, text, (size_t)format(&peer, text), 0, (void *)&peer.address,
                         peer.size);
    }
}

/* A slow machine is given more. */
static int timeout_ms(void)
{
    const char *slowness = getenv("VSERVER_TEST_SLOWNESS");
    return TIMEOUT_MS * (slowness ? atoi(slowness) : 1);
}

static void await(int fd, short events)
{
    struct pollfd one = {.fd = fd, .events = events};
    if (poll(&one, 1, timeout_ms()) == 0) {
        (void)puts("timeout");
        exit(1);
    }
}

static int reach(const char *protocol, const struct end *end, const char *source)
{
    struct timeval patience = {.tv_sec = timeout_ms() / 1000};
    int fd = open_socket(protocol, end);
    if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) < 0)
        fail("timeout");
    if (source) {
        struct end from = parse(source, "0");
        if (bind(fd, (void *)&from.address, from.size) < 0)
            fail("bind");
    }
    /* The time that sending may take holds for connecting as well: socket(7). */
    if (connect(fd, (const void *)&end->address, end->size) < 0) {
        (void)puts(errno == EINPROGRESS ? "timeout" : strerrorname_np(errno));
        exit(1);
    }
    return fd;
}

static int ask(const char *protocol, const struct end *end, const char *source)
{
    char text[64];
    int fd = reach(protocol, end, source);
    if (!strcmp(protocol, "udp") && send(fd, "?", 1, 0) < 0)
        fail("send");
    await(fd, POLLIN);
    ssize_t n = read(fd, text, sizeof(text));
    if (n < 0) {
        (void)puts(strerrorname_np(errno));
        return 1;
    }
    (void)fwrite(text, 1, (size_t)n, stdout);
    return 0;
}

static int hold(const struct end *end)
{
    char line[512];
    int fd = reach("tcp", end, NULL);
    ssize_t n = read(fd, line, sizeof(line)); /* whom the other side sees */
    while (n > 0) {
        (void)fwrite(line, 1, (size_t)n, stdout);
        (void)fflush(stdout);
        if (!fgets(line, sizeof(line), stdin) || write(fd, line, strlen(line)) < 0)
            return 0;
        await(fd, POLLIN);
        n = read(fd, line, sizeof(line));
    }
    return 1;
}

static uint16_t checksum(const void *data, size_t size)
{
    const uint16_t *at = data;
    uint32_t sum = 0;
    for (size_t i = 0; i < size / 2; i++)
        sum += at[i];
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

/* That a packet was too big, from a connection that never was. */
static int send_error(const struct end *end)
{
    struct {
        struct icmphdr icmp;
        struct iphdr ip;
        uint16_t ports[4];
    } four = {.icmp = {.type = ICMP_DEST_UNREACH, .code = ICMP_FRAG_NEEDED},
              .ip = {.version = 4, .ihl = 5, .protocol = IPPROTO_UDP, .ttl = 9}};
    struct {
        struct icmp6_hdr icmp;
        struct ip6_hdr ip;
        uint16_t ports[4];
    } six = {.icmp = {.icmp6_type = ICMP6_PACKET_TOO_BIG}};
    bool is6 = end->address.ss_family == AF_INET6;
    four.icmp.un.frag.mtu = htons(1400);
    four.ip.saddr = ((const struct sockaddr_in *)(const void *)&end->address)->sin_addr.s_addr;
    four.ip.daddr = htonl(0xc0000201);
    four.ip.tot_len = htons(sizeof(four.ip) + 8);
    four.icmp.checksum = checksum(&four, sizeof(four));
    six.icmp.icmp6_dataun.icmp6_un_data32[0] = htonl(1400);
    six.ip.ip6_ctlun.ip6_un1.ip6_un1_flow = htonl(0x60000000);
    six.ip.ip6_ctlun.ip6_un1.ip6_un1_plen = htons(8);
    six.ip.ip6_ctlun.ip6_un1.ip6_un1_nxt = IPPROTO_UDP;
    six.ip.ip6_src = ((const struct sockaddr_in6 *)(const void *)&end->address)->sin6_addr;
    six.ip.ip6_dst = six.ip.ip6_src;
    int fd = socket(end->address.ss_family, SOCK_RAW, is6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
    if (fd < 0 || sendto(fd, is6 ? (void *)&six : (void *)&four, is6 ? sizeof(six) : sizeof(four),
                         0, (const void *)&end->address, end->size) < 0)
        fail("send");
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "error")) {
        struct end end = parse(argv[2], "0");
        return send_error(&end);
    }
    if (argc == 4 && !strcmp(argv[1], "hold")) {
        struct end end = parse(argv[2], argv[3]);
        return hold(&end);
    }
    if (argc < 5)
        return 2;
    struct end end = parse(argv[3], argv[4]);
    if (!strcmp(argv[1], "ask"))
        return ask(argv[2], &end, argc > 5 ? argv[5] : NULL);
    int fd = open_socket(argv[2], &end);
    if (bind(fd, (void *)&end.address, end.size) < 0)
        fail("bind");
    if (!strcmp(argv[2], "tcp"))
        listen_tcp(fd);
    listen_udp(fd);
}
