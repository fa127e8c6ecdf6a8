/* What viewers are shown. The guarantees are those of common/pty-server.h. */
#include "pty-viewers.h"

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
    CHECK(written < VS_PTY_RING_SIZE); /* with what the kernel's pty holds */
    CHECK(server.ring.next <= VS_PTY_AHEAD + VS_PTY_READ);
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
    send_frame(fd, VS_FRAME_LEAVE, NULL, 0);
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
    test_exit_comes_after_all_output_also_for_late_viewers,
    test_seventeenth_viewer_is_refused,
};

int main(void)
{
    return run_tests(TESTS, sizeof(TESTS) / sizeof(TESTS[0]));
}
