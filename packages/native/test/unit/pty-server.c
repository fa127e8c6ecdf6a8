/* The guarantees of common/pty-server.h on a real pty with real sockets. */
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

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

static struct pty_server server;
static char directory[] = "/tmp/vs-pty-XXXXXX";
static struct sockaddr_un address = {.sun_family = AF_UNIX};
static int slave_fd;

static void set_up(void)
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

static void tear_down(void)
{
    pty_server_close(&server);
    close(slave_fd);
    unlink(address.sun_path);
}

/* Steps until nothing is due for a moment. */
static int settle(void)
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

static int connect_viewer(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
    struct timeval second = {.tv_sec = 1};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second));
    return fd;
}

static void send_frame(int fd, uint32_t type, const void *payload, uint32_t size)
{
    struct vs_frame frame = {type, size};
    CHECK(send(fd, &frame, sizeof(frame), MSG_NOSIGNAL) == sizeof(frame));
    CHECK(!size || send(fd, payload, size, MSG_NOSIGNAL) == (ssize_t)size);
}

static void send_credit(int fd, uint32_t credit)
{
    send_frame(fd, VS_FRAME_CREDIT, &credit, sizeof(credit));
}

static uint8_t payload[VS_FRAME_MAX];

/* Reads one frame into `payload`; its type, or 0 at the end of the stream. */
static uint32_t receive(int fd, uint32_t *ret_size)
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

static uint64_t number(size_t at)
{
    uint64_t value;
    memcpy(&value, payload + at, sizeof(value));
    return value;
}

static bool is_silent(int fd)
{
    uint8_t byte;
    return recv(fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && errno == EAGAIN;
}

/* Attaches and takes HELLO. */
static int attach_viewer(uint64_t offset, uint64_t *ret_next)
{
    int fd = connect_viewer();
    uint32_t size;
    send_frame(fd, VS_FRAME_ATTACH, &offset, sizeof(offset));
    settle();
    CHECK(receive(fd, &size) == VS_FRAME_HELLO && size == 16);
    if (ret_next)
        *ret_next = number(8);
    return fd;
}

/* The byte at an offset of the output that print() makes. */
static uint8_t byte_at(uint64_t offset)
{
    return (uint8_t)(offset * 31 + (offset >> 8));
}

/* The kernel moves a pty's bytes in a worker of its own, late on a busy machine. */
#define PATIENCE 200 /* times settle()'s pause */

/* Writes up to `size` bytes as the program would, stepping the server; how many went in. */
static size_t print_some(uint64_t offset, size_t size, int patience)
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
static void print(uint64_t offset, size_t size)
{
    CHECK(print_some(offset, size, PATIENCE) == size);
    for (int i = 0; i < PATIENCE && server.ring.next < offset + size; i++)
        settle();
    CHECK(server.ring.next == offset + size);
    settle();
}

/* What the program gets of what was typed. */
static void expect_input(const char *text)
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

static size_t receive_output(int fd, uint64_t offset, size_t wanted)
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

static void test_credit_is_a_ceiling(void)
{
    int fd = attach_viewer(0, NULL);
    print(0, 5000);
    CHECK(is_silent(fd));
    send_credit(fd, 1000);
    settle();
    CHECK(receive_output(fd, 0, 1000) == 1000);
    CHECK(is_silent(fd));
    send_credit(fd, 3000);
    send_credit(fd, 4000);
    settle();
    CHECK(receive_output(fd, 1000, 4000) == 4000);
    CHECK(is_silent(fd));
    close(fd);
}

static void test_resume_continues_at_the_offset(void)
{
    uint64_t next;
    print(0, 3000);
    int fd = attach_viewer(1234, &next);
    CHECK(next == 3000);
    send_credit(fd, 100000);
    settle();
    CHECK(receive_output(fd, 1234, 3000 - 1234) == 3000 - 1234);
    close(fd);
    fd = attach_viewer(UINT64_MAX, NULL);
    send_credit(fd, 100000);
    settle();
    CHECK(is_silent(fd));
    print(3000, 10);
    CHECK(receive_output(fd, 3000, 10) == 10);
    close(fd);
}

static void test_overwritten_output_is_told_as_lost(void)
{
    uint32_t size;
    size_t total = VS_PTY_RING_SIZE + 50000;
    print(0, total); /* nobody attached: the program never waits */
    int fd = attach_viewer(10, NULL);
    CHECK(number(0) == 50000);
    send_credit(fd, UINT32_MAX);
    settle();
    CHECK(receive(fd, &size) == VS_FRAME_LOST && number(0) == 10 && number(8) == 50000);
    CHECK(receive_output(fd, 50000, VS_PTY_RING_SIZE) == VS_PTY_RING_SIZE);
    close(fd);
    fd = attach_viewer(0, NULL); /* "all that is kept": nothing is lost */
    send_credit(fd, 10);
    settle();
    CHECK(receive_output(fd, 50000, 10) == 10);
    close(fd);
}

static void test_program_waits_for_the_only_viewer(void)
{
    int fd = attach_viewer(0, NULL);
    size_t written = print_some(0, 4 * VS_PTY_RING_SIZE, 20);
    CHECK(written < VS_PTY_RING_SIZE); /* half the ring and what the kernel's pty holds */
    CHECK(server.ring.next <= VS_PTY_RING_SIZE / 2 + 4096);
    send_credit(fd, UINT32_MAX);
    settle();
    CHECK(receive_output(fd, 0, written) == written); /* and nothing was lost */
    print(written, 1000);
    close(fd);
}

static void test_program_goes_on_when_the_slow_viewer_leaves(void)
{
    int fd = attach_viewer(0, NULL);
    size_t written = print_some(0, 4 * VS_PTY_RING_SIZE, 20);
    close(fd);
    settle();
    print(written, 4 * VS_PTY_RING_SIZE);
}

static void test_stalled_viewer_is_cut_when_another_takes_output(void)
{
    server.stall_ms = 100;
    int slow = attach_viewer(0, NULL);
    int fast = attach_viewer(0, NULL);
    send_credit(fast, UINT32_MAX);
    settle();
    print(0, 100);
    for (int i = 0; i < 10 && pty_server_viewers(&server) == 2; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
        settle();
    }
    CHECK(pty_server_viewers(&server) == 1);
    uint32_t size;
    CHECK(receive(slow, &size) == 0);
    CHECK(receive_output(fast, 0, 100) == 100);
    close(slow);
    close(fast);
}

static void test_only_viewer_is_never_cut(void)
{
    server.stall_ms = 50;
    int fd = attach_viewer(0, NULL);
    print(0, 100);
    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    settle();
    CHECK(pty_server_viewers(&server) == 1);
    close(fd);
}

static void test_silent_connection_is_closed(void)
{
    server.attach_ms = 50;
    server.stall_ms = 50; /* also the timer's period */
    int fd = connect_viewer();
    settle();
    nanosleep(&(struct timespec){.tv_nsec = 150000000}, NULL);
    settle();
    uint32_t size;
    CHECK(receive(fd, &size) == 0);
    close(fd);
}

static void test_input_waits_when_the_pty_is_full(void)
{
    enum { TOTAL = 1 << 20 };
    int fd = attach_viewer(0, NULL);
    int flags = fcntl(fd, F_GETFL);
    CHECK(fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0);
    static uint8_t stream[TOTAL + TOTAL / 4096 * 8];
    size_t size = 0, sent = 0, got = 0;
    for (uint64_t at = 0; at < TOTAL; at += 4096) {
        struct vs_frame frame = {VS_FRAME_INPUT, 4096};
        memcpy(stream + size, &frame, sizeof(frame));
        size += sizeof(frame);
        for (uint64_t i = 0; i < 4096; i++)
            stream[size++] = byte_at(at + i);
    }
    for (ssize_t n; (n = send(fd, stream + sent, size - sent, MSG_NOSIGNAL)) > 0;) {
        sent += (size_t)n;
        settle();
    }
    CHECK(sent < size); /* the server stopped reading, so the socket filled */
    for (int idle = 0; got < TOTAL && idle < PATIENCE;) {
        uint8_t bytes[4096];
        ssize_t n = send(fd, stream + sent, size - sent, MSG_NOSIGNAL);
        sent += n > 0 ? (size_t)n : 0;
        n = read(slave_fd, bytes, sizeof(bytes));
        for (ssize_t i = 0; i < n; i++)
            CHECK(bytes[i] == byte_at(got + (uint64_t)i));
        got += n > 0 ? (size_t)n : 0;
        idle = n > 0 ? 0 : idle + 1;
        if (n <= 0)
            settle();
    }
    CHECK(got == TOTAL);
    close(fd);
}

static void test_resize_reaches_the_pty(void)
{
    int fd = attach_viewer(0, NULL);
    uint16_t wanted[2] = {132, 43};
    send_frame(fd, VS_FRAME_RESIZE, wanted, sizeof(wanted));
    settle();
    struct winsize size;
    CHECK(ioctl(slave_fd, TIOCGWINSZ, &size) == 0);
    CHECK(size.ws_col == 132 && size.ws_row == 43);
    close(fd);
}

static void test_bad_frames_close_that_viewer_only(void)
{
    static const struct {
        uint32_t type, size;
        bool attached;
    } BAD[] = {
        {VS_FRAME_INPUT, 1, false},
        {VS_FRAME_ATTACH, 8, true},
        {VS_FRAME_ATTACH, 7, false},
        {VS_FRAME_RESIZE, 4, true}, /* zero columns */
        {VS_FRAME_CREDIT, UINT32_MAX, true},
        {VS_FRAME_INPUT, VS_FRAME_MAX + 1, true},
        {0, 0, true},
        {VS_FRAME_OUTPUT, 0, true},
        {UINT32_MAX, 0, false},
        {VS_FRAME_HANGUP, 1, true},
    };
    int good = attach_viewer(0, NULL);
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        static const uint8_t zeros[8];
        int fd = BAD[i].attached ? attach_viewer(0, NULL) : connect_viewer();
        send_frame(fd, BAD[i].type, zeros, BAD[i].size <= 8 ? BAD[i].size : 0);
        struct vs_frame lie = {BAD[i].type, BAD[i].size};
        if (BAD[i].size > 8)
            CHECK(send(fd, &lie, sizeof(lie), MSG_NOSIGNAL) > 0);
        settle();
        uint32_t size;
        CHECK(receive(fd, &size) == 0);
        close(fd);
        CHECK(pty_server_viewers(&server) == 1);
    }
    send_frame(good, VS_FRAME_INPUT, "ok", 2);
    settle();
    expect_input("ok");
    close(good);
}

static void test_byte_by_byte_frames_are_understood(void)
{
    uint8_t stream[8 + 8 + 8 + 3];
    struct vs_frame attach = {VS_FRAME_ATTACH, 8}, input = {VS_FRAME_INPUT, 3};
    memset(stream, 0, sizeof(stream));
    memcpy(stream, &attach, 8);
    memcpy(stream + 16, &input, 8);
    memcpy(stream + 24, "abc", 3);
    int fd = connect_viewer();
    for (size_t i = 0; i < sizeof(stream); i++) {
        CHECK(send(fd, stream + i, 1, MSG_NOSIGNAL) == 1);
        settle();
    }
    expect_input("abc");
    close(fd);
}

static void test_hangup_is_reported(void)
{
    int fd = attach_viewer(0, NULL);
    send_frame(fd, VS_FRAME_HANGUP, NULL, 0);
    CHECK(settle() == VS_PTY_HANGUP);
    CHECK(settle() == 0);
    close(fd);
}

static void test_typing_and_leaving_at_once_is_not_lost(void)
{
    int fd = attach_viewer(0, NULL);
    send_frame(fd, VS_FRAME_INPUT, "bye", 3);
    close(fd);
    settle();
    expect_input("bye");
    CHECK(pty_server_viewers(&server) == 0);
}

static void test_exit_comes_after_all_output_also_for_late_viewers(void)
{
    uint32_t size;
    int fd = attach_viewer(0, NULL);
    uint8_t last[10];
    for (uint64_t i = 0; i < sizeof(last); i++)
        last[i] = byte_at(i);
    CHECK(write(slave_fd, last, sizeof(last)) == sizeof(last));
    pty_server_exit(&server, 3 << 8);
    settle();
    CHECK(is_silent(fd)); /* no credit: neither output nor exit */
    int late = attach_viewer(0, NULL);
    int fds[] = {fd, late};
    for (int i = 0; i < 2; i++) {
        send_credit(fds[i], 100);
        settle();
        CHECK(receive_output(fds[i], 0, 10) == 10);
        CHECK(receive(fds[i], &size) == VS_FRAME_EXIT && size == 4);
        CHECK(!memcmp(payload, &(int32_t){3 << 8}, 4));
        send_credit(fds[i], 100); /* still welcome: an error here could hide the exit */
        CHECK(receive(fds[i], &size) == 0);
        close(fds[i]);
        settle();
    }
    CHECK(pty_server_viewers(&server) == 0);
}

static void test_seventeenth_viewer_is_refused(void)
{
    int fds[VS_PTY_VIEWERS];
    for (int i = 0; i < VS_PTY_VIEWERS; i++)
        fds[i] = attach_viewer(0, NULL);
    int fd = connect_viewer();
    settle();
    uint32_t size;
    CHECK(receive(fd, &size) == 0);
    close(fd);
    CHECK(pty_server_viewers(&server) == VS_PTY_VIEWERS);
    for (int i = 0; i < VS_PTY_VIEWERS; i++)
        close(fds[i]);
    settle();
    fd = attach_viewer(0, NULL);
    close(fd);
}

static void (*const TESTS[])(void) = {
    test_credit_is_a_ceiling,
    test_resume_continues_at_the_offset,
    test_overwritten_output_is_told_as_lost,
    test_program_waits_for_the_only_viewer,
    test_program_goes_on_when_the_slow_viewer_leaves,
    test_stalled_viewer_is_cut_when_another_takes_output,
    test_only_viewer_is_never_cut,
    test_silent_connection_is_closed,
    test_input_waits_when_the_pty_is_full,
    test_resize_reaches_the_pty,
    test_bad_frames_close_that_viewer_only,
    test_byte_by_byte_frames_are_understood,
    test_hangup_is_reported,
    test_typing_and_leaving_at_once_is_not_lost,
    test_exit_comes_after_all_output_also_for_late_viewers,
    test_seventeenth_viewer_is_refused,
};

int main(void)
{
    CHECK(mkdtemp(directory));
    for (size_t i = 0; i < sizeof(TESTS) / sizeof(TESTS[0]); i++) {
        set_up();
        TESTS[i]();
        tear_down();
    }
    CHECK(rmdir(directory) == 0);
    return 0;
}
