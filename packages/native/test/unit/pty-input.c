/* What viewers send. The guarantees are those of common/pty-server.h. */
#include "pty-viewers.h"

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

/* Takes what is there: output, which must go on at `*offset`, and grants of input. */
static void take_frames(int fd, uint64_t *offset, size_t *granted)
{
    uint32_t size, bytes;
    for (settle(); !is_silent(fd); settle()) {
        uint32_t type = receive(fd, &size);
        CHECK(type == VS_FRAME_OUTPUT || type == VS_FRAME_INPUT_CREDIT);
        if (type == VS_FRAME_INPUT_CREDIT) {
            memcpy(&bytes, payload, sizeof(bytes));
            CHECK(size == 4 && bytes >= VS_PTY_TYPED_PORTION);
            *granted += bytes;
            continue;
        }
        CHECK(number(0) == *offset);
        for (uint32_t i = 8; i < size; i++)
            CHECK(payload[i] == byte_at((*offset)++));
    }
}

/* Types all that was granted. */
static size_t type_granted(int fd, size_t typed, size_t granted)
{
    uint8_t bytes[1024];
    for (; typed < granted; typed += 1) {
        size_t i = typed % sizeof(bytes);
        bytes[i] = byte_at(typed);
        if (i == sizeof(bytes) - 1)
            send_frame(fd, VS_FRAME_INPUT, bytes, sizeof(bytes));
    }
    return typed - typed % sizeof(bytes);
}

/* A program that waits for its output to be taken reads no input: a long paste into cat. */
static void test_credit_behind_input_that_waits_is_heard(void)
{
    uint64_t offset = 0;
    size_t typed = 0, got = 0, granted = VS_PTY_TYPED_ROOM;
    int fd = attach_viewer(0, NULL);
    size_t written = print_some(0, 4 * VS_PTY_RING_SIZE, 20);
    CHECK(written < VS_PTY_RING_SIZE); /* it waits */
    for (size_t before = 0; before < granted;) {
        before = granted;
        typed = type_granted(fd, typed, granted);
        for (int i = 0; i < 20; i++)
            take_frames(fd, &offset, &granted);
    }
    CHECK(offset == 0 && server.viewers[0].typed_size > VS_PTY_TYPED_ROOM / 2);
    send_credit(fd, UINT32_MAX);
    take_frames(fd, &offset, &granted);
    CHECK(offset == written);
    for (int idle = 0; got < typed && idle < PATIENCE; idle++) {
        uint8_t bytes[4096];
        ssize_t n = read(slave_fd, bytes, sizeof(bytes));
        for (ssize_t i = 0; i < n; i++)
            CHECK(bytes[i] == byte_at(got++));
        idle = n > 0 ? 0 : idle;
        take_frames(fd, &offset, &granted);
    }
    CHECK(got == typed && granted <= typed + VS_PTY_TYPED_ROOM);
    CHECK(granted > typed + VS_PTY_TYPED_ROOM - VS_PTY_TYPED_PORTION - 1024);
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

static void (*const TESTS[])(void) = {
    test_input_waits_when_the_pty_is_full,
    test_credit_behind_input_that_waits_is_heard,
    test_resize_reaches_the_pty,
    test_bad_frames_close_that_viewer_only,
    test_byte_by_byte_frames_are_understood,
    test_hangup_is_reported,
    test_typing_and_leaving_at_once_is_not_lost,
};

int main(void)
{
    return run_tests(TESTS, sizeof(TESTS) / sizeof(TESTS[0]));
}
