#include "end.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BACKLOG 64

union end at(const char *address, unsigned port)
{
    union end end = {0};
    if (inet_pton(AF_INET, address, &end.v4.sin_addr) == 1) {
        end.v4.sin_family = AF_INET;
        end.v4.sin_port = htons((uint16_t)port);
    } else if (inet_pton(AF_INET6, address, &end.v6.sin6_addr) == 1) {
        end.v6.sin6_family = AF_INET6;
        end.v6.sin6_port = htons((uint16_t)port);
    }
    return end;
}

union end mapped(const char *address, unsigned port)
{
    char longer[64];
    (void)snprintf(longer, sizeof(longer), "::ffff:%s", address);
    return at(longer, port);
}

socklen_t size_of(const union end *end)
{
    return end->any.sa_family == AF_INET6 ? sizeof(end->v6) : sizeof(end->v4);
}

const char *text(const union end *end)
{
    static char texts[4][INET6_ADDRSTRLEN];
    static unsigned turn;
    char *result = texts[turn++ % 4];
    const void *address = &end->v4.sin_addr;
    int family = AF_INET;
    if (end->any.sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&end->v6.sin6_addr)) {
        address = &end->v6.sin6_addr.s6_addr[12];
    } else if (end->any.sa_family == AF_INET6) {
        address = &end->v6.sin6_addr;
        family = AF_INET6;
    }
    return inet_ntop(family, address, result, INET6_ADDRSTRLEN);
}

unsigned port_of(const union end *end)
{
    return ntohs(end->any.sa_family == AF_INET6 ? end->v6.sin6_port : end->v4.sin_port);
}

bool is_at(const union end *end, const char *address)
{
    union end wanted = at(address, 0);
    return strcmp(text(end), text(&wanted)) == 0;
}

union end own_end(int fd)
{
    union end end = {0};
    socklen_t size = sizeof(end);
    (void)getsockname(fd, &end.any, &size);
    return end;
}

union end other_end(int fd)
{
    union end end = {0};
    socklen_t size = sizeof(end);
    (void)getpeername(fd, &end.any, &size);
    return end;
}

int open_socket(int family, int type)
{
    int fd = socket(family, type | SOCK_CLOEXEC, 0);
    return fd < 0 ? -errno : fd;
}

void set(int fd, int level, int option, int value)
{
    (void)setsockopt(fd, level, option, &value, sizeof(value));
}

int bind_to(int fd, union end end)
{
    return bind(fd, &end.any, size_of(&end)) < 0 ? -errno : 0;
}

int serve_at(int type, union end end)
{
    int fd = open_socket(end.any.sa_family, type);
    if (fd < 0)
        return fd;
    set(fd, SOL_SOCKET, SO_REUSEADDR, type == SOCK_STREAM);
    int r = bind_to(fd, end);
    if (r == 0 && type == SOCK_STREAM && listen(fd, BACKLOG) < 0)
        r = -errno;
    if (r == 0)
        return fd;
    (void)close(fd);
    return r;
}

static int finish_connect(int fd, int milliseconds)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
    int error = 0;
    socklen_t size = sizeof(error);
    if (poll(&poll_fd, 1, milliseconds) == 0)
        return -ETIMEDOUT;
    (void)getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return -error;
}

int connect_to(int fd, union end end, int milliseconds)
{
    int flags = fcntl(fd, F_GETFL);
    (void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    int r = connect(fd, &end.any, size_of(&end)) < 0 ? -errno : 0;
    if (r == -EINPROGRESS)
        r = finish_connect(fd, milliseconds);
    (void)fcntl(fd, F_SETFL, flags);
    return r;
}

int reach(int type, union end end, int milliseconds)
{
    int fd = open_socket(end.any.sa_family, type);
    if (fd < 0)
        return fd;
    int r = connect_to(fd, end, milliseconds);
    if (r == 0)
        return fd;
    (void)close(fd);
    return r;
}

bool readable(int fd, int milliseconds)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    return poll(&poll_fd, 1, milliseconds) == 1;
}

int accept_within(int fd, int milliseconds)
{
    if (!readable(fd, milliseconds))
        return -ETIMEDOUT;
    int accepted = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
    return accepted < 0 ? -errno : accepted;
}

int transact(int fd, const char *request, char *answer, size_t size, int milliseconds)
{
    char line[512];
    size_t length = 0;
    int n = snprintf(line, sizeof(line), "%s\n", request);
    if (send(fd, line, (size_t)n, MSG_NOSIGNAL) != n)
        return -EPIPE;
    while (length < size - 1) {
        if (!readable(fd, milliseconds))
            return -ETIMEDOUT;
        ssize_t got = recv(fd, answer + length, size - 1 - length, 0);
        if (got <= 0)
            return got < 0 ? -errno : -ECONNRESET;
        length += (size_t)got;
        if (answer[length - 1] == '\n')
            break;
    }
    answer[length ? length - 1 : 0] = '\0';
    return 0;
}
