/* A viewer whose connection is handed over by another. The guarantees are those of common/hand.h. */
#include "../../common/hand.h"

#include "pty-viewers.h"

/* Sends the descriptor with a frame of this type and size. */
static void send_with(int fd, uint32_t type, uint32_t frame_size, int attached)
{
    struct vs_frame frame = {type, frame_size};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec part = {.iov_base = &frame, .iov_len = sizeof(frame)};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.header), &attached, sizeof(attached));
    CHECK(sendmsg(fd, &message, MSG_NOSIGNAL) == sizeof(frame));
}

/* The far end of a connection whose near end is given away. */
static int hand_over(int type)
{
    int ends[2];
    CHECK(socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) == 0);
    struct timeval second = {.tv_sec = 1};
    setsockopt(ends[1], SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second));
    int bringer = connect_viewer();
    send_with(bringer, VS_FRAME_HAND, 0, ends[0]);
    close(bringer);
    close(ends[0]);
    settle();
    return ends[1];
}

static void test_the_far_end_is_the_viewer(void)
{
    uint32_t size;
    uint64_t offset = 0;
    int fd = hand_over(SOCK_STREAM);
    CHECK(is_silent(fd));
    print(0, 500);
    send_frame(fd, VS_FRAME_ATTACH, &offset, sizeof(offset));
    send_credit(fd, 10000);
    settle();
    CHECK(receive(fd, &size) == VS_FRAME_HELLO && number(8) == 500);
    CHECK(receive(fd, &size) == VS_FRAME_INPUT_CREDIT);
    CHECK(receive_output(fd, 0, 500) == 500);
    send_frame(fd, VS_FRAME_INPUT, "hi", 2);
    settle();
    expect_input("hi");
    CHECK(pty_server_viewers(&server) == 1);
    close(fd);
    settle();
    CHECK(pty_server_viewers(&server) == 0);
}

static void test_what_was_said_before_it_was_handed_is_heard(void)
{
    int ends[2];
    uint32_t size;
    uint64_t offset = 0;
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    send_frame(ends[1], VS_FRAME_ATTACH, &offset, sizeof(offset));
    int bringer = connect_viewer();
    send_with(bringer, VS_FRAME_HAND, 0, ends[0]);
    close(ends[0]);
    settle();
    CHECK(receive(ends[1], &size) == VS_FRAME_HELLO);
    CHECK(receive(bringer, &size) == 0);
    close(bringer);
    close(ends[1]);
}

static void expect_refusal(int bringer, int far)
{
    uint32_t size;
    settle();
    CHECK(receive(bringer, &size) == 0);
    CHECK(receive(far, &size) == 0);
    for (int i = 0; i < VS_PTY_VIEWERS; i++)
        CHECK(server.viewers[i].fd < 0);
    close(bringer);
    close(far);
}

static void test_a_descriptor_with_another_frame_is_refused(void)
{
    int ends[2];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    int bringer = connect_viewer();
    send_with(bringer, VS_FRAME_ATTACH, 8, ends[0]);
    close(ends[0]);
    expect_refusal(bringer, ends[1]);
}

static void test_what_is_no_stream_is_refused(void)
{
    int ends[2];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    int bringer = connect_viewer();
    send_with(bringer, VS_FRAME_HAND, 0, slave_fd);
    close(ends[0]);
    expect_refusal(bringer, ends[1]);
    int far = hand_over(SOCK_SEQPACKET);
    uint8_t byte;
    CHECK(recv(far, &byte, 1, 0) == 0);
    close(far);
}

static void test_it_is_handed_over_once(void)
{
    int ends[2];
    uint32_t size;
    int fd = hand_over(SOCK_STREAM);
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    send_with(fd, VS_FRAME_HAND, 0, ends[0]);
    close(ends[0]);
    settle();
    CHECK(receive(fd, &size) == 0);
    CHECK(receive(ends[1], &size) == 0);
    close(fd);
    close(ends[1]);
}

static void test_a_hand_without_a_connection_is_refused(void)
{
    uint32_t size;
    int fd = connect_viewer();
    send_frame(fd, VS_FRAME_HAND, NULL, 0);
    settle();
    CHECK(receive(fd, &size) == 0);
    close(fd);
}

static void (*const TESTS[])(void) = {
    test_the_far_end_is_the_viewer,
    test_what_was_said_before_it_was_handed_is_heard,
    test_a_descriptor_with_another_frame_is_refused,
    test_what_is_no_stream_is_refused,
    test_it_is_handed_over_once,
    test_a_hand_without_a_connection_is_refused,
};

int main(void)
{
    return run_tests(TESTS, sizeof(TESTS) / sizeof(TESTS[0]));
}
