/*
 * What a packet costs from a socket through the host to another namespace.
 *   packets answer ADDRESS PORT        answers every one-byte datagram; "ready" first
 *   packets send ADDRESS PORT COUNT    prints nanoseconds of CPU time per packet: the whole way, as
 *                                      the kernel does it on the sender's account (no IRQ time
 *                                      accounting) while it sends
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH       64
#define PAYLOAD     18
#define PATIENCE_MS 500

static struct sockaddr_in parse(const char *address, const char *port)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    if (inet_pton(AF_INET, address, &in.sin_addr) != 1)
        exit(2);
    return in;
}

static int answer(int fd, const struct sockaddr_in *own)
{
    char byte[64];
    if (bind(fd, (const void *)own, sizeof(*own)) < 0)
        return 1;
    (void)puts("ready");
    (void)fflush(stdout);
    for (;;) {
        struct sockaddr_in peer;
        socklen_t size = sizeof(peer);
        if (recvfrom(fd, byte, sizeof(byte), 0, (void *)&peer, &size) == 1)
            (void)sendto(fd, byte, 1, 0, (void *)&peer, size);
    }
}

/* An answer makes the connection an established one, where an answer comes. */
static void greet(int fd)
{
    char byte = '?';
    struct pollfd one = {.fd = fd, .events = POLLIN};
    if (send(fd, &byte, 1, 0) == 1 && poll(&one, 1, PATIENCE_MS) == 1)
        (void)recv(fd, &byte, 1, 0);
}

static double now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int send_many(int fd, const struct sockaddr_in *to, long count)
{
    static char payload[PAYLOAD];
    struct iovec part = {payload, sizeof(payload)};
    struct mmsghdr batch[BATCH] = {0};
    long sent = 0;
    if (connect(fd, (const void *)to, sizeof(*to)) < 0)
        return 1;
    for (int i = 0; i < BATCH; i++)
        batch[i].msg_hdr = (struct msghdr){.msg_iov = &part, .msg_iovlen = 1};
    greet(fd);
    double begin = now_ns();
    while (sent < count) {
        int n = sendmmsg(fd, batch, BATCH, 0);
        if (n <= 0)
            return 1;
        sent += n;
    }
    (void)printf("%.1f\n", (now_ns() - begin) / (double)sent);
    return 0;
}

int main(int argc, char **argv)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (argc < 4 || fd < 0)
        return 2;
    struct sockaddr_in end = parse(argv[2], argv[3]);
    return strcmp(argv[1], "answer") ? send_many(fd, &end, atol(argv[4])) : answer(fd, &end);
}
