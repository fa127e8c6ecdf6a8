/*
 * One flow, and what came of it.
 *   stream sink PORT                         TCP and UDP, until its input ends
 *   stream tcp ADDRESS PORT BYTES|MSms       "BYTES MICROSECONDS CPU", as the sink received them
 *   stream udp ADDRESS PORT MS BITS [SIZE]   "BYTES MICROSECONDS", sent at this speed
 *   stream ask ADDRESS PORT COUNT            one byte there and back: "P50 P99 ALL CPU"
 *   stream connect ADDRESS PORT COUNT        a connection for each: "ALL CPU"
 * Times are nanoseconds but where it says otherwise; CPU is of both ends, with what the kernel does
 * on their account. With "in GROUP" before it, it joins that control group first.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CHUNK (256u * 1024)

enum what { TAKE = 't', ECHO = 'e', LEAVE = 'l', TOTAL = 'u', COST = 'c' };

struct result {
    uint64_t bytes, microseconds;
};

static char chunk[CHUNK];

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t now_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* IPv4 by its mapped form: one family for all. */
static struct sockaddr_in6 read_address(const char *text, const char *port)
{
    char mapped[64];
    struct sockaddr_in6 address = {.sin6_family = AF_INET6,
                                   .sin6_port = htons((uint16_t)atoi(port))};
    (void)snprintf(mapped, sizeof(mapped), "%s%s", strchr(text, ':') ? "" : "::ffff:", text);
    if (inet_pton(AF_INET6, mapped, &address.sin6_addr) != 1)
        fail(text);
    return address;
}

static int open_socket(int type, const char *text, const char *port, bool passive)
{
    struct sockaddr_in6 address = read_address(text, port);
    int fd = socket(AF_INET6, type, 0), on = 1, off = 0;
    if (fd < 0)
        fail("socket");
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    int r = passive ? bind(fd, (struct sockaddr *)&address, sizeof(address))
                    : connect(fd, (struct sockaddr *)&address, sizeof(address));
    if (r < 0)
        fail(text);
    return fd;
}

static struct result udp_total;
static uint64_t udp_first;

static void take_datagrams(int fd)
{
    ssize_t n;
    while ((n = recv(fd, chunk, sizeof(chunk), MSG_DONTWAIT)) > 0) {
        uint64_t now = now_ns();
        udp_first = udp_first ? udp_first : now;
        udp_total.bytes += (uint64_t)n;
        udp_total.microseconds = (now - udp_first) / 1000;
    }
}

static void take_stream(int fd)
{
    struct result result = {0};
    uint64_t begun = now_ns();
    ssize_t n;
    while ((n = recv(fd, chunk, sizeof(chunk), 0)) > 0)
        result.bytes += (uint64_t)n;
    result.microseconds = (now_ns() - begun) / 1000;
    (void)send(fd, &result, sizeof(result), MSG_NOSIGNAL);
}

static void echo(int fd)
{
    char byte;
    int on = 1;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    while (recv(fd, &byte, 1, 0) == 1)
        (void)send(fd, &byte, 1, MSG_NOSIGNAL);
}

static void serve(int fd)
{
    char what = 0;
    if (recv(fd, &what, 1, 0) != 1)
        return;
    if (what == TAKE)
        take_stream(fd);
    if (what == ECHO)
        echo(fd);
    if (what == COST) {
        uint64_t cost = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
        (void)send(fd, &cost, sizeof(cost), MSG_NOSIGNAL);
    }
    if (what == TOTAL) {
        (void)send(fd, &udp_total, sizeof(udp_total), MSG_NOSIGNAL);
        udp_total = (struct result){0};
        udp_first = 0;
    }
}

static int sink(const char *port)
{
    int tcp = open_socket(SOCK_STREAM, "::", port, true);
    int udp = open_socket(SOCK_DGRAM, "::", port, true), large = 32 << 20;
    (void)setsockopt(udp, SOL_SOCKET, SO_RCVBUFFORCE, &large, sizeof(large));
    if (listen(tcp, 1024) < 0)
        fail("listen");
    puts("ready");
    (void)fflush(stdout);
    struct pollfd polled[] = {
        {.fd = tcp, .events = POLLIN}, {.fd = udp, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
    for (;;) {
        (void)poll(polled, 3, -1);
        if (polled[1].revents)
            take_datagrams(udp);
        if (polled[0].revents) {
            int fd = accept(tcp, NULL, NULL);
            serve(fd);
            (void)close(fd);
        }
        if (polled[2].revents)
            return 0;
    }
}

static void ask(int fd, char what)
{
    if (send(fd, &what, 1, MSG_NOSIGNAL) != 1)
        fail("send");
}

/* Of both ends so far. */
static uint64_t cpu_ns(const char *address, const char *port)
{
    uint64_t cost = 0;
    int fd = open_socket(SOCK_STREAM, address, port, false);
    ask(fd, COST);
    if (recv(fd, &cost, sizeof(cost), MSG_WAITALL) != sizeof(cost))
        fail("cost");
    (void)close(fd);
    return cost + clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

static struct result take_result(int fd)
{
    struct result result;
    if (recv(fd, &result, sizeof(result), MSG_WAITALL) != sizeof(result))
        fail("result");
    return result;
}

static int stream(const char *address, const char *port, const char *amount)
{
    uint64_t cpu = cpu_ns(address, port);
    int fd = open_socket(SOCK_STREAM, address, port, false);
    bool is_time = strstr(amount, "ms") != NULL;
    uint64_t end = now_ns() + strtoull(amount, NULL, 10) * 1000000u;
    uint64_t left = is_time ? UINT64_MAX : strtoull(amount, NULL, 10);
    ask(fd, TAKE);
    while (left > 0 && (!is_time || now_ns() < end)) {
        ssize_t n = send(fd, chunk, left < CHUNK ? left : CHUNK, MSG_NOSIGNAL);
        if (n < 0)
            fail("send");
        left -= (uint64_t)n;
    }
    (void)shutdown(fd, SHUT_WR);
    struct result result = take_result(fd);
    (void)close(fd);
    printf("%lu %lu %lu\n", result.bytes, result.microseconds, cpu_ns(address, port) - cpu);
    return 0;
}

static int datagrams(const char *address, const char *port, uint64_t ms, uint64_t bits, size_t size)
{
    int fd = open_socket(SOCK_DGRAM, address, port, false), large = 32 << 20;
    /* Or a full buffer would hold us to the limit, and nothing had to be dropped. */
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &large, sizeof(large));
    uint64_t begun = now_ns(), sent = 0;
    for (uint64_t passed = 0; passed < ms * 1000000u; passed = now_ns() - begun) {
        if (sent * 8 > bits / 1000000 * (passed / 1000)) {
            (void)poll(NULL, 0, 1);
            continue;
        }
        if (send(fd, chunk, size, 0) < 0 && errno != ENOBUFS)
            fail("send");
        sent += size;
    }
    (void)poll(NULL, 0, 300); /* what is still queued arrives */
    int control = open_socket(SOCK_STREAM, address, port, false);
    ask(control, TOTAL);
    struct result result = take_result(control);
    printf("%lu %lu\n", result.bytes, result.microseconds);
    return 0;
}

static int by_value(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

static int questions(const char *address, const char *port, size_t count)
{
    uint64_t *times = calloc(count, sizeof(*times)), cpu = cpu_ns(address, port);
    int fd = open_socket(SOCK_STREAM, address, port, false), on = 1;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    ask(fd, ECHO);
    uint64_t all = now_ns();
    for (size_t i = 0; times && i < count; i++) {
        char byte = 0;
        uint64_t begun = now_ns();
        if (send(fd, &byte, 1, MSG_NOSIGNAL) != 1 || recv(fd, &byte, 1, 0) != 1)
            fail("echo");
        times[i] = now_ns() - begun;
    }
    all = now_ns() - all;
    (void)close(fd);
    qsort(times, count, sizeof(*times), by_value);
    printf("%lu %lu %lu %lu\n", times[count / 2], times[count * 99 / 100], all,
           cpu_ns(address, port) - cpu);
    return 0;
}

static int connections(const char *address, const char *port, size_t count)
{
    uint64_t cpu = cpu_ns(address, port), begun = now_ns();
    for (size_t i = 0; i < count; i++) {
        int fd = open_socket(SOCK_STREAM, address, port, false);
        struct linger reset = {.l_onoff = 1};
        ask(fd, LEAVE);
        char byte;
        (void)recv(fd, &byte, 1, 0);
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
        (void)close(fd);
    }
    uint64_t all = now_ns() - begun;
    printf("%lu %lu\n", all, cpu_ns(address, port) - cpu);
    return 0;
}

/* Of cgroup2. Source: cgroups(7), "0" means the writer. */
static void join_group(const char *group)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/cgroup.procs", group);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, "0", 1) != 1)
        fail(path);
    (void)close(fd);
}

int main(int argc, char **argv)
{
    if (argc > 3 && !strcmp(argv[1], "in")) {
        join_group(argv[2]);
        argc -= 2;
        argv += 2;
    }
    if (argc == 3 && !strcmp(argv[1], "sink"))
        return sink(argv[2]);
    if (argc == 5 && !strcmp(argv[1], "tcp"))
        return stream(argv[2], argv[3], argv[4]);
    if (argc >= 6 && !strcmp(argv[1], "udp"))
        return datagrams(argv[2], argv[3], strtoull(argv[4], NULL, 10), strtoull(argv[5], NULL, 10),
                         argc > 6 ? strtoul(argv[6], NULL, 10) : 1200);
    if (argc == 5 && !strcmp(argv[1], "ask"))
        return questions(argv[2], argv[3], strtoul(argv[4], NULL, 10));
    if (argc == 5 && !strcmp(argv[1], "connect"))
        return connections(argv[2], argv[3], strtoul(argv[4], NULL, 10));
    fputs("stream: see the head of program/stream.c\n", stderr);
    return 2;
}
