/* A pty server on a real pty, with viewers on real sockets. */
#pragma once
#include "../../common/pty-server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "../../common/protocol.h"
#include "check.h"

static struct pty_server server;
static char directory[] = "/tmp/vs-pty-XXXXXX";
static struct sockaddr_un address = {.sun_family = AF_UNIX};
static int slave_fd;

static inline void set_up(void)
{
    int master_fd;
    struct termios raw;
    CHECK(openpty(&master_fd, &slave_fd, NULL, NULL, NULL) == 0);
    CHECK(tcgetattr(slave_fd, &raw) == 0);
    cfmakeraw(&raw);
    CHECK(tcsetattr(slave_fd, TCSANOW, &raw) == 0);
    CHECK(fcntl(slave_fd, F_SETFL, O_NONBLOCK) == 0);
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/s", directory);
    int listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(listen_fd, (struct sockaddr *)&address, sizeof(address)) == 0);
    CHECK(listen(listen_fd, 32) == 0);
    CHECK(pty_server_init(&server, master_fd, listen_fd) == 0);
}

static inline void tear_down(void)
{
    pty_server_close(&server);
    close(slave_fd);
    unlink(address.sun_path);
}

/* Steps until nothing is due for a moment. */
static inline int settle(void)
{
    int result = 0;
    struct pollfd poll_fd = {.fd = pty_server_epoll_fd(&server), .events = POLLIN};
    while (poll(&poll_fd, 1, 5) > 0) {
        int r = pty_server_step(&server);
        CHECK(r >= 0);
        result |= r;
    }
    return result;
}

static inline int connect_viewer(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
    struct timeval second = {.tv_sec = 1};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second));
    return fd;
}

static inline void send_frame(int fd, uint32_t type, const void *payload, uint32_t size)
{
    struct vs_frame frame = {type, size};
    CHECK(send(fd, &frame, sizeof(frame), MSG_NOSIGNAL) == sizeof(frame));
    CHECK(!size || send(fd, payload, size, MSG_NOSIGNAL) == (ssize_t)size);
}

static inline void send_credit(int fd, uint32_t credit)
{
    send_frame(fd, VS_FRAME_CREDIT, &credit, sizeof(credit));
}

static uint8_t payload[VS_FRAME_MAX];

/* Reads one frame into `payload`; its type, or 0 at the end of the stream. */
static inline uint32_t receive(int fd, uint32_t *ret_size)
{
    struct vs_frame frame;
    ssize_t size = recv(fd, &frame, sizeof(frame), MSG_WAITALL);
    if (size == 0 || (size < 0 && errno == ECONNRESET))
        return 0;
    CHECK(size == sizeof(frame));
    CHECK(frame.size <= sizeof(payload));
    CHECK(!frame.size || recv(fd, payload, frame.size, MSG_WAITALL) == (ssize_t)frame.size);
    *ret_size = frame.size;
    return frame.type;
}

static inline uint64_t number(size_t at)
{
    uint64_t value;
    memcpy(&value, payload + at, sizeof(value));
    return value;
}

static inline bool is_silent(int fd)
{
    uint8_t byte;
    return recv(fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && errno == EAGAIN;
}

/* Attaches; takes HELLO, which stays in `payload`, and the first INPUT_CREDIT. */
static inline int attach_viewer(uint64_t offset, uint64_t *ret_next)
{
    int fd = connect_viewer();
    uint32_t size;
    send_frame(fd, VS_FRAME_ATTACH, &offset, sizeof(offset));
    settle();
    CHECK(receive(fd, &size) == VS_FRAME_HELLO && size == 16);
    uint8_t hello[16];
    memcpy(hello, payload, sizeof(hello));
    CHECK(receive(fd, &size) == VS_FRAME_INPUT_CREDIT && size == 4);
    CHECK(!memcmp(payload, &(uint32_t){VS_PTY_TYPED_ROOM}, 4));
    memcpy(payload, hello, sizeof(hello));
    if (ret_next)
        *ret_next = number(8);
    return fd;
}

/* The byte at an offset of the output that print() makes. */
static inline uint8_t byte_at(uint64_t offset)
{
    return (uint8_t)(offset * 31 + (offset >> 8));
}

/* The kernel moves a pty's bytes in a worker of its own, late on a busy machine. */
#define PATIENCE 200 /* times settle()'s pause */

/* Writes up to `size` bytes as the program would, stepping the server; how many went in. */
static inline size_t print_some(uint64_t offset, size_t size, int patience)
{
    size_t done = 0;
    for (int idle = 0; done < size && idle < patience;) {
        uint8_t bytes[1024];
        size_t count = size - done < sizeof(bytes) ? size - done : sizeof(bytes);
        for (size_t i = 0; i < count; i++)
            bytes[i] = byte_at(offset + done + i);
        ssize_t written = write(slave_fd, bytes, count);
        if (written > 0)
            done += (size_t)written;
        idle = written > 0 ? 0 : idle + 1;
        if (written > 0 && done % 8192)
            continue;
        settle();
    }
    return done;
}

/* Prints all of it and waits until the server has it. */
static inline void print(uint64_t offset, size_t size)
{
    CHECK(print_some(offset, size, PATIENCE) == size);
    for (int i = 0; i < PATIENCE && server.ring.next < offset + size; i++)
        settle();
    CHECK(server.ring.next == offset + size);
    settle();
}

/* What the program gets of what was typed. */
static inline void expect_input(const char *text)
{
    char found[8];
    size_t size = strlen(text);
    struct pollfd poll_fd = {.fd = slave_fd, .events = POLLIN};
    for (size_t have = 0; have < size;) {
        CHECK(poll(&poll_fd, 1, 1000) == 1);
        ssize_t count = read(slave_fd, found + have, sizeof(found) - have);
        CHECK(count > 0);
        have += (size_t)count;
    }
    CHECK(!memcmp(found, text, size));
}

static inline size_t receive_output(int fd, uint64_t offset, size_t wanted)
{
    size_t done = 0;
    while (done < wanted) {
        uint32_t size;
        CHECK(receive(fd, &size) == VS_FRAME_OUTPUT && size > 8);
        CHECK(number(0) == offset + done);
        for (uint32_t i = 8; i < size; i++)
            CHECK(payload[i] == byte_at(offset + done + i - 8));
        done += size - 8;
        settle();
    }
    return done;
}

static inline int run_tests(void (*const tests[])(void), size_t count)
{
    CHECK(mkdtemp(directory));
    for (size_t i = 0; i < count; i++) {
        set_up();
        tests[i]();
        tear_down();
    }
    CHECK(rmdir(directory) == 0);
    return 0;
}
