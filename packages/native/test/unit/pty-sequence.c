/* Where a viewer begins, when the beginning of what was printed is gone. */
#include "pty-viewers.h"

#include "../../common/pty-sequence.h"

/* Each may be cut off before, never within. */
static const char *const PIECES[] = {
    "a",
    "\n",
    "\x1b[1;31m",
    "r",
    "\x1b(B",
    "\x1b#8",
    "\x1b=",
    "\xc3\xa4",
    "\xe2\x82\xac",
    "\x1b[?1049h",
    "\xf0\x9f\x98\x80",
    "\x1b]0;ti\xc3\xa4tle\x07",
    "\x1b]8;;http://x",
    "\x1b\\",
    "t",
    "\x1bP1$r0m",
    "\x1b\\",
    "\x1b[12\x18",
    "\x1b_a\x07!",
    "\x1b\\",
    "\x1b[\r2J",
    "z",
};
#define PIECE_COUNT (sizeof(PIECES) / sizeof(PIECES[0]))

/* Where the piece after `at` begins; `at` itself, where one does. */
static size_t boundary(size_t at)
{
    size_t start = 0;
    for (size_t i = 0; i < PIECE_COUNT && start < at; i++)
        start += strlen(PIECES[i]);
    return start;
}

static void fill(struct pty_ring *ring, const int ends[2], const void *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        size_t piece = size - done < 4096 ? size - done : 4096;
        CHECK(write(ends[1], (const char *)bytes + done, piece) == (ssize_t)piece);
        CHECK(pty_ring_fill(ring, ends[0], piece) == (ssize_t)piece);
        done += piece;
    }
}

static void test_what_is_kept_begins_with_a_whole_sequence_or_character(void)
{
    static uint8_t filler[VS_PTY_RING_SIZE];
    static struct pty_ring ring;
    char stream[256] = "";
    int ends[2];
    CHECK(pipe(ends) == 0);
    memset(filler, 'x', sizeof(filler));
    for (size_t i = 0; i < PIECE_COUNT; i++)
        strcat(stream, PIECES[i]);
    size_t length = strlen(stream);
    for (size_t cut = 0; cut <= length; cut++) {
        memset(&ring, 0, sizeof(ring));
        fill(&ring, ends, stream, length);
        fill(&ring, ends, filler, VS_PTY_RING_SIZE - length + cut);
        CHECK(pty_ring_first(&ring) == cut);
        CHECK(pty_ring_start(&ring) == boundary(cut));
    }
    close(ends[0]);
    close(ends[1]);
}

static void test_a_string_without_an_end_is_nothing_to_show(void)
{
    static uint8_t filler[VS_PTY_RING_SIZE];
    static struct pty_ring ring;
    int ends[2];
    CHECK(pipe(ends) == 0);
    memset(filler, 'x', sizeof(filler));
    fill(&ring, ends, "\x1b]0;", 4);
    fill(&ring, ends, filler, sizeof(filler));
    CHECK(pty_ring_start(&ring) == ring.next);
    fill(&ring, ends,
         "\x07"
         "$",
         2);
    CHECK(pty_ring_start(&ring) == ring.next - 1);
    close(ends[0]);
    close(ends[1]);
}

/* As print(), of one text. */
static void print_text(const void *text, size_t size)
{
    uint64_t end = server.ring.next + size;
    for (size_t done = 0, idle = 0; done < size && idle < PATIENCE; idle++) {
        ssize_t written = write(slave_fd, (const char *)text + done, size - done);
        done += written > 0 ? (size_t)written : 0;
        idle = written > 0 ? 0 : idle;
        settle();
    }
    for (int i = 0; i < PATIENCE && server.ring.next < end; i++)
        settle();
    CHECK(server.ring.next == end);
}

static void test_viewers_are_told_of_a_loss_up_to_there(void)
{
    static uint8_t filler[VS_PTY_RING_SIZE - 8];
    static const char TITLE[] = "before\x1b]0;a title\x07"
                                "after";
    const uint64_t after = sizeof(TITLE) - 1 - 5;
    uint32_t size;
    memset(filler, 'x', sizeof(filler));
    print_text(TITLE, sizeof(TITLE) - 1);
    print_text(filler, sizeof(filler));
    CHECK(pty_ring_first(&server.ring) < after);
    int fd = attach_viewer(3, NULL);
    CHECK(number(0) == after);
    send_credit(fd, 100);
    settle();
    CHECK(receive(fd, &size) == VS_FRAME_LOST && number(0) == 3 && number(8) == after);
    CHECK(receive(fd, &size) == VS_FRAME_OUTPUT && number(0) == after);
    CHECK(!memcmp(payload + 8, "afterxx", 7));
    close(fd);
    fd = attach_viewer(0, NULL);
    send_credit(fd, 100);
    settle();
    CHECK(receive(fd, &size) == VS_FRAME_OUTPUT && number(0) == after);
    close(fd);
}

static void test_who_goes_on_gets_the_rest_of_a_sequence(void)
{
    uint32_t size;
    print_text("a\x1b[1;3", 6);
    int fd = attach_viewer(4, NULL);
    send_credit(fd, 100);
    settle();
    CHECK(receive(fd, &size) == VS_FRAME_OUTPUT && number(0) == 4 && !memcmp(payload + 8, ";3", 2));
    close(fd);
}

static void (*const TESTS[])(void) = {
    test_what_is_kept_begins_with_a_whole_sequence_or_character,
    test_a_string_without_an_end_is_nothing_to_show,
    test_viewers_are_told_of_a_loss_up_to_there,
    test_who_goes_on_gets_the_rest_of_a_sequence,
};

int main(void)
{
    return run_tests(TESTS, sizeof(TESTS) / sizeof(TESTS[0]));
}
