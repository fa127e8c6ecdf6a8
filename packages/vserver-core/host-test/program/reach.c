/* Who answers an echo request, as an ordinary user asks it: reach ADDRESS... Source: icmp(7). */
#include <arpa/inet.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TRIES      3
#define TIMEOUT_MS 1000

struct target {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
    socklen_t size;
    int protocol;
    unsigned char request;
};

static int parse(const char *text, struct target *ret_target)
{
    memset(ret_target, 0, sizeof(*ret_target));
    if (inet_pton(AF_INET, text, &ret_target->address.v4.sin_addr) == 1) {
        ret_target->address.v4.sin_family = AF_INET;
        ret_target->size = sizeof(ret_target->address.v4);
        ret_target->protocol = IPPROTO_ICMP;
        ret_target->request = ICMP_ECHO;
        return 1;
    }
    if (inet_pton(AF_INET6, text, &ret_target->address.v6.sin6_addr) != 1)
        return 0;
    ret_target->address.v6.sin6_family = AF_INET6;
    ret_target->size = sizeof(ret_target->address.v6);
    ret_target->protocol = IPPROTO_ICMPV6;
    ret_target->request = ICMP6_ECHO_REQUEST;
    return 1;
}

/* The first eight bytes of both protocols' echo are alike. */
static const char *ask(const struct target *target)
{
    unsigned char request[8] = {target->request}, answer[64];
    int fd = socket(target->address.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, target->protocol);
    if (fd < 0)
        return "no socket";
    if (connect(fd, &target->address.any, target->size) < 0)
        return close(fd), "no route";
    for (int i = 0; i < TRIES; i++) {
        struct pollfd polled = {.fd = fd, .events = POLLIN};
        request[7] = (unsigned char)i;
        if (send(fd, request, sizeof(request), 0) < 0)
            continue;
        if (poll(&polled, 1, TIMEOUT_MS) > 0 && recv(fd, answer, sizeof(answer), 0) > 0)
            return close(fd), "answers";
    }
    close(fd);
    return "silent";
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct target target;
        printf("%s %s\n", argv[i], parse(argv[i], &target) ? ask(&target) : "no address");
    }
    return 0;
}
