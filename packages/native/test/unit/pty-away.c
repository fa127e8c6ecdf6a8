/* A viewer whose connection is cut while the program prints as fast as it can. */
#include "pty-viewers.h"

#define WINDOW (128u * 1024u) /* as much as a page lets come */
#define CUTS   8
#define SHORT  2 /* of print_some()'s patience */

/* Prints as much as goes in at once; the number of the byte that comes next. */
static uint64_t flood(uint64_t from, int patience)
{
    return from + print_some(from, 4 * VS_PTY_RING_SIZE, patience);
}

static int attach_page(uint64_t offset)
{
    int fd = attach_viewer(offset, NULL);
    send_credit(fd, WINDOW);
    settle();
    return fd;
}

static void wait_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
    settle();
}

static void test_cuts_lose_and_double_nothing(void)
{
    uint64_t printed = 0, have = 0;
    for (size_t cut = 0; cut < CUTS; cut++) {
        int fd = attach_page(have);
        printed = flood(printed, SHORT);
        have += receive_output(fd, have, 1 + cut * 50021 % (WINDOW - VS_PTY_CHUNK));
        close(fd); /* and what else was sent to it is lost */
        printed = flood(printed, SHORT);
    }
    int fd = attach_viewer(have, NULL);
    send_credit(fd, UINT32_MAX);
    settle();
    have += receive_output(fd, have, printed - have);
    CHECK(have == printed);
    close(fd);
}

static void test_returned_credit_makes_room(void)
{
    uint64_t printed = 0, have = 0;
    int fd = attach_page(0);
    for (int i = 0; i < 10; i++) {
        printed = flood(printed, SHORT);
        size_t taken = receive_output(fd, have, WINDOW / 2);
        have += taken;
        send_credit(fd, (uint32_t)taken);
        settle();
    }
    CHECK(printed > 2 * VS_PTY_RING_SIZE);
    close(fd);
}

static void test_the_end_is_told_to_who_comes_back(void)
{
    uint32_t size;
    int fd = attach_page(0);
    uint64_t printed = flood(0, 20);
    uint64_t have = receive_output(fd, 0, 1000);
    close(fd);
    settle();
    pty_server_exit(&server, 0);
    fd = attach_viewer(have, NULL);
    send_credit(fd, UINT32_MAX);
    settle();
    CHECK(receive_output(fd, have, printed - have) == printed - have);
    CHECK(receive(fd, &size) == VS_FRAME_EXIT);
    close(fd);
}

static void test_program_goes_on_when_nobody_comes_back(void)
{
    uint32_t size;
    server.away_ms = 100;
    server.stall_ms = 50; /* also the timer's period */
    int fd = attach_page(0);
    uint64_t printed = flood(0, 20);
    uint64_t have = receive_output(fd, 0, 1000);
    close(fd);
    settle();
    printed = flood(printed, SHORT);
    CHECK(server.ring.next <= VS_PTY_AHEAD + VS_PTY_READ);
    wait_ms(250);
    print(printed, 2 * VS_PTY_RING_SIZE);
    fd = attach_viewer(have, NULL);
    send_credit(fd, UINT32_MAX);
    settle();
    CHECK(receive(fd, &size) == VS_FRAME_LOST && number(0) == have);
    close(fd);
}

static void test_who_stays_is_not_held_up_by_who_was_cut(void)
{
    int cut = attach_page(0);
    int stays = attach_viewer(0, NULL);
    send_credit(stays, UINT32_MAX);
    settle();
    close(cut);
    settle();
    for (uint64_t have = 0; have < 2 * VS_PTY_RING_SIZE; have += WINDOW / 2) {
        print(have, WINDOW / 2);
        CHECK(receive_output(stays, have, WINDOW / 2) == WINDOW / 2);
    }
    send_frame(stays, VS_FRAME_LEAVE, NULL, 0);
    close(stays);
    settle();
    /* What the first one misses is gone: nothing is left to wait for. */
    print(server.ring.next, VS_PTY_RING_SIZE);
}

static void test_observers_are_not_waited_for(void)
{
    struct vs_observe observe = {.offset = 0, .mark = UINT64_MAX};
    int fd = connect_viewer();
    send_frame(fd, VS_FRAME_OBSERVE, &observe, sizeof(observe));
    settle();
    close(fd);
    settle();
    print(0, 2 * VS_PTY_RING_SIZE);
}

static void (*const TESTS[])(void) = {
    test_cuts_lose_and_double_nothing,
    test_returned_credit_makes_room,
    test_the_end_is_told_to_who_comes_back,
    test_program_goes_on_when_nobody_comes_back,
    test_who_stays_is_not_held_up_by_who_was_cut,
    test_observers_are_not_waited_for,
};

int main(void)
{
    return run_tests(TESTS, sizeof(TESTS) / sizeof(TESTS[0]));
}
