/*
 * Sockets by hand, for tests of networks. Addresses are numeric, of either family; what is printed
 * is what the kernel told, or the error's name.
 *
 *   address serve ADDRESS PORT TEXT    answers TCP connections with TEXT and the client's address
 *   address echo ADDRESS PORT TEXT     likewise datagrams
 *   address bind tcp|udp ADDRESS PORT  the name of the bound socket
 *   address fetch ADDRESS PORT         a connection: answer, own name, peer's name
 *   address ask ADDRESS PORT [SOURCE]  a datagram, with IP_PKTINFO when there is a source: answer,
 * sender address twice ADDRESS PORT ADDRESS PORT  one UDP socket, connected to one, to nobody, to
 * the other address socket FAMILY TYPE PROTOCOL      numbers address option LEVEL NAME numbers; of
 * a UDP socket, an int of 1
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

union name {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static socklen_t parse(const char *address, const char *port, union name *ret_name)
{
    memset(ret_name, 0, sizeof(*ret_name));
    if (strchr(address, ':')) {
        ret_name->six.sin6_family = AF_INET6;
        ret_name->six.sin6_port = htons((uint16_t)atoi(port));
        (void)inet_pton(AF_INET6, address, &ret_name->six.sin6_addr);
        return sizeof(ret_name->six);
    }
    ret_name->four.sin_family = AF_INET;
    ret_name->four.sin_port = htons((uint16_t)atoi(port));
    (void)inet_pton(AF_INET, address, &ret_name->four.sin_addr);
    return sizeof(ret_name->four);
}

static const char *text_of(const union name *name)
{
    static char texts[4][80];
    static int next;
    char address[INET6_ADDRSTRLEN] = "?", *text = texts[next++ % 4];
    const void *bytes = name->any.sa_family == AF_INET6 ? (const void *)&name->six.sin6_addr
                                                        : (const void *)&name->four.sin_addr;
    (void)inet_ntop(name->any.sa_family, bytes, address, sizeof(address));
    (void)snprintf(text, sizeof(texts[0]), "%s", address);
    return text;
}

static int fail(const char *what)
{
    (void)printf("%s: %s\n", what, strerrorname_np(errno));
    return 1;
}

/* A test must end also when nothing comes. */
static void bound(int fd)
{
    const struct timeval limit = {.tv_sec = 3};
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

static const char *own_name(int fd)
{
    union name name;
    socklen_t size = sizeof(name);
    return getsockname(fd, &name.any, &size) < 0 ? strerrorname_np(errno) : text_of(&name);
}

static const char *peer_name(int fd)
{
    union name name;
    socklen_t size = sizeof(name);
    return getpeername(fd, &name.any, &size) < 0 ? strerrorname_np(errno) : text_of(&name);
}

static int open_bound(int type, const char *address, const char *port)
{
    union name name;
    const int on = 1;
    socklen_t size = parse(address, port, &name);
    int fd = socket(name.any.sa_family, type, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
        bind(fd, &name.any, size) < 0)
        return -1;
    return fd;
}

static int serve(const char *address, const char *port, const char *text)
{
    int listener = open_bound(SOCK_STREAM, address, port);
    if (listener < 0 || listen(listener, 8) < 0)
        return fail("listen");
    (void)printf("at %s\n", own_name(listener));
    (void)fflush(stdout);
    for (;;) {
        union name peer;
        socklen_t size = sizeof(peer);
        int fd = accept(listener, &peer.any, &size);
        if (fd < 0)
            continue;
        (void)dprintf(fd, "%s saw %s at %s", text, text_of(&peer), own_name(fd));
        (void)close(fd);
    }
}

static int echo(const char *address, const char *port, const char *text)
{
    int fd = open_bound(SOCK_DGRAM, address, port);
    if (fd < 0)
        return fail("bind");
    (void)printf("at %s\n", own_name(fd));
    (void)fflush(stdout);
    for (;;) {
        char asked[64], answer[160];
        union name peer;
        socklen_t size = sizeof(peer);
        if (recvfrom(fd, asked, sizeof(asked), 0, &peer.any, &size) < 0)
            continue;
        int length = snprintf(answer, sizeof(answer), "%s saw %s", text, text_of(&peer));
        (void)sendto(fd, answer, (size_t)length, 0, &peer.any, size);
    }
}

static int fetch(const char *address, const char *port)
{
    char answer[200];
    union name name;
    size_t length = 0;
    socklen_t size = parse(address, port, &name);
    int fd = socket(name.any.sa_family, SOCK_STREAM, 0);
    bound(fd);
    if (connect(fd, &name.any, size) < 0)
        return fail("connect");
    (void)printf("own %s peer %s: ", own_name(fd), peer_name(fd));
    for (ssize_t n; (n = read(fd, answer + length, sizeof(answer) - 1 - length)) > 0;)
        length += (size_t)n;
    answer[length] = '\0';
    (void)printf("%s\n", answer);
    return 0;
}

static ssize_t send_from(int fd, const union name *to, socklen_t size, const char *source)
{
    union name from;
    char control[CMSG_SPACE(sizeof(struct in6_pktinfo))] = {0};
    struct iovec part = {.iov_base = "?", .iov_len = 1};
    struct msghdr message = {.msg_name = (void *)to,
                             .msg_namelen = size,
                             .msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control};
    struct cmsghdr *header = (struct cmsghdr *)control;
    (void)parse(source, "0", &from);
    if (to->any.sa_family == AF_INET6) {
        const struct in6_pktinfo info = {.ipi6_addr = from.six.sin6_addr};
        *header = (struct cmsghdr){CMSG_LEN(sizeof(info)), IPPROTO_IPV6, IPV6_PKTINFO};
        memcpy(CMSG_DATA(header), &info, sizeof(info));
        message.msg_controllen = CMSG_SPACE(sizeof(info));
    } else {
        const struct in_pktinfo info = {.ipi_spec_dst = from.four.sin_addr};
        *header = (struct cmsghdr){CMSG_LEN(sizeof(info)), IPPROTO_IP, IP_PKTINFO};
        memcpy(CMSG_DATA(header), &info, sizeof(info));
        message.msg_controllen = CMSG_SPACE(sizeof(info));
    }
    return sendmsg(fd, &message, 0);
}

static int ask(const char *address, const char *port, const char *source)
{
    char answer[200] = "";
    union name to, sender;
    socklen_t size = parse(address, port, &to), sender_size = sizeof(sender);
    int fd = socket(to.any.sa_family, SOCK_DGRAM, 0);
    bound(fd);
    ssize_t sent = source ? send_from(fd, &to, size, source) : sendto(fd, "?", 1, 0, &to.any, size);
    if (sent < 0)
        return fail("send");
    if (recvfrom(fd, answer, sizeof(answer) - 1, 0, &sender.any, &sender_size) < 0)
        return fail("receive");
    (void)printf("from %s: %s\n", text_of(&sender), answer);
    return 0;
}

/* As getaddrinfo(3) does, to find out what it would send from. */
static int twice(char **argv)
{
    union name name;
    const struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    socklen_t size = parse(argv[0], argv[1], &name);
    int fd = socket(name.any.sa_family, SOCK_DGRAM, 0);
    if (connect(fd, &name.any, size) < 0)
        return fail("first");
    (void)printf("first %s ", own_name(fd));
    if (connect(fd, &nobody, sizeof(nobody)) < 0)
        return fail("nobody");
    size = parse(argv[2], argv[3], &name);
    if (connect(fd, &name.any, size) < 0)
        return fail("second");
    (void)printf("second %s\n", own_name(fd));
    return 0;
}

static int bind_only(const char *type, const char *address, const char *port)
{
    int fd = open_bound(strcmp(type, "tcp") ? SOCK_DGRAM : SOCK_STREAM, address, port);
    return fd < 0 ? fail("bind") : printf("bound %s\n", own_name(fd)) < 0;
}

static int open_only(char **argv)
{
    int fd = socket(atoi(argv[0]), atoi(argv[1]), atoi(argv[2]));
    return fd < 0 ? fail("socket") : printf("opened\n") < 0;
}

static int set_option(char **argv)
{
    const int on = 1;
    int fd = socket(atoi(argv[0]) == IPPROTO_IPV6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
    if (setsockopt(fd, atoi(argv[0]), atoi(argv[1]), &on, sizeof(on)) < 0)
        return fail("set");
    return printf("set\n") < 0;
}

int main(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    if (!strcmp(verb, "serve") && argc == 5)
        return serve(argv[2], argv[3], argv[4]);
    if (!strcmp(verb, "echo") && argc == 5)
        return echo(argv[2], argv[3], argv[4]);
    if (!strcmp(verb, "bind") && argc == 5)
        return bind_only(argv[2], argv[3], argv[4]);
    if (!strcmp(verb, "fetch") && argc == 4)
        return fetch(argv[2], argv[3]);
    if (!strcmp(verb, "ask") && (argc == 4 || argc == 5))
        return ask(argv[2], argv[3], argc == 5 ? argv[4] : NULL);
    if (!strcmp(verb, "twice") && argc == 6)
        return twice(argv + 2);
    if (!strcmp(verb, "socket") && argc == 5)
        return open_only(argv + 2);
    if (!strcmp(verb, "option") && argc == 4)
        return set_option(argv + 2);
    return 2;
}
