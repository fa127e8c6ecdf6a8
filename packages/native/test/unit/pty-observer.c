/* What observers are shown. The guarantees are those of common/pty-observer.h. */
#include "pty-viewers.h"

#include "../../common/pty-observer.h"

static int observe(uint64_t offset, uint64_t mark, uint32_t flags, struct vs_observing *ret_told)
{
    int fd = connect_viewer();
    struct vs_observe wanted = {.offset = offset, .mark = mark, .flags = flags};
    uint32_t size;
    send_frame(fd, VS_FRAME_OBSERVE, &wanted, sizeof(wanted));
    settle();
    CHECK(receive(fd, &size) == VS_FRAME_OBSERVING && size == sizeof(struct vs_observing));
    if (ret_told)
        memcpy(ret_told, payload, sizeof(*ret_told));
    return fd;
}

/* Takes one mark; how many bytes it has, which then start at `payload`. */
static uint32_t receive_mark(int fd, uint32_t kind, uint64_t offset, uint64_t *ret_next)
{
    struct vs_mark mark;
    uint32_t size;
    settle();
    CHECK(receive(fd, &size) == VS_FRAME_MARK && size >= sizeof(mark));
    memcpy(&mark, payload, sizeof(mark));
    CHECK(mark.kind == kind && mark.offset == offset && mark.time_us <= pty_marks_now());
    if (ret_next)
        *ret_next = mark.next_mark;
    memmove(payload, payload + sizeof(mark), size - sizeof(mark));
    return size - (uint32_t)sizeof(mark);
}

static void type(int fd, const char *text)
{
    send_frame(fd, VS_FRAME_INPUT, text, (uint32_t)strlen(text));
    settle();
    expect_input(text);
}

static void resize(int fd, uint16_t columns, uint16_t rows)
{
    uint16_t size[2] = {columns, rows};
    send_frame(fd, VS_FRAME_RESIZE, size, sizeof(size));
    settle();
}

static void set_modes(tcflag_t set, tcflag_t cleared)
{
    struct termios modes;
    CHECK(tcgetattr(slave_fd, &modes) == 0);
    modes.c_lflag = (modes.c_lflag | set) & ~cleared;
    CHECK(tcsetattr(slave_fd, TCSANOW, &modes) == 0);
}

static void test_marks_come_at_the_byte_where_they_happened(void)
{
    int owner = attach_viewer(0, NULL);
    send_credit(owner, UINT32_MAX);
    int fd = observe(0, 0, VS_OBSERVE_INPUT, NULL);
    print(0, 100);
    type(owner, "ls");
    resize(owner, 132, 43);
    print(100, 50);
    CHECK(is_silent(fd)); /* no credit: the first mark is behind a hundred bytes */
    send_credit(fd, 1000);
    settle();
    CHECK(receive_output(fd, 0, 100) == 100);
    CHECK(receive_mark(fd, VS_MARK_INPUT, 100, NULL) == 2 && !memcmp(payload, "ls", 2));
    CHECK(receive_mark(fd, VS_MARK_SIZE, 100, NULL) == 4);
    CHECK(!memcmp(payload, (uint16_t[]){132, 43}, 4));
    CHECK(receive_output(fd, 100, 50) == 50);
    CHECK(is_silent(fd));
    type(owner, "x"); /* makes no output, and is told at once */
    CHECK(receive_mark(fd, VS_MARK_INPUT, 150, NULL) == 1 && payload[0] == 'x');
    close(fd);
    close(owner);
}

static void test_a_secret_does_not_leave_the_process(void)
{
    int owner = attach_viewer(0, NULL);
    int fd = observe(0, 0, VS_OBSERVE_INPUT, NULL);
    set_modes(ICANON, ECHO);
    send_frame(owner, VS_FRAME_INPUT, "hunter2\n", 8);
    settle();
    CHECK(receive_mark(fd, VS_MARK_HIDDEN, 0, NULL) == 4);
    CHECK(!memcmp(payload, &(uint32_t){8}, 4));
    CHECK(!memmem(server.marks.bytes, sizeof(server.marks.bytes), "hunter", 6));
    expect_input("hunter2\n");
    set_modes(0, ICANON | ECHO); /* an editor or a shell's own line editing */
    type(owner, "dd");
    CHECK(receive_mark(fd, VS_MARK_INPUT, 0, NULL) == 2 && !memcmp(payload, "dd", 2));
    close(fd);
    close(owner);
}

static void print_line(const char *text)
{
    uint64_t end = server.ring.next + strlen(text);
    CHECK(write(slave_fd, text, strlen(text)) == (ssize_t)strlen(text));
    for (int i = 0; i < PATIENCE && server.ring.next < end; i++)
        settle();
    CHECK(server.ring.next == end);
}

/* Programs that read keys one by one: the terminal's modes say nothing. */
static void test_a_secret_is_guessed_by_its_prompt_where_the_program_echoes(void)
{
    static const struct {
        const char *printed;
        bool is_secret;
    } PROMPTS[] = {
        {"[sudo] password for web: ", true},
        {"Enter passphrase for key '/root/.ssh/id': ***", true},
        {"\x1b[32m?\x1b[39m \x1b[1mPassword:\x1b[22m \xe2\x80\xa2\xe2\x80\xa2", true},
        {"Contrase\xc3\xb1"
         "a: ",
         true},
        {"Passwort:", true},
        {"password: \r\n$ ", false},
        {"password: h", false}, /* it was echoed */
        {"root@web:~# ", false},
        {"the password", false},
        {"Name: ", false},
        {"\x1b]0;password:\x07$ ", false}, /* a title */
    };
    int owner = attach_viewer(0, NULL);
    int fd = observe(0, 0, VS_OBSERVE_INPUT, NULL);
    send_credit(owner, UINT32_MAX);
    for (size_t i = 0; i < sizeof(PROMPTS) / sizeof(PROMPTS[0]); i++) {
        uint32_t size;
        print_line("\r\n");
        print_line(PROMPTS[i].printed);
        uint64_t at = server.ring.next;
        send_credit(fd, 1000);
        settle();
        for (uint64_t seen = 0; seen < at; seen = number(0) + size - 8)
            CHECK(receive(fd, &size) == VS_FRAME_OUTPUT);
        send_frame(owner, VS_FRAME_INPUT, "s3cret\rx", 8);
        settle();
        expect_input("s3cret\rx");
        if (PROMPTS[i].is_secret)
            CHECK(receive_mark(fd, VS_MARK_HIDDEN, at, NULL) == 4);
        uint32_t shown = receive_mark(fd, VS_MARK_INPUT, at, NULL);
        CHECK(shown == (PROMPTS[i].is_secret ? 1 : 8));
        CHECK(!memcmp(payload, PROMPTS[i].is_secret ? "x" : "s3cret\rx", shown));
    }
    close(fd);
    close(owner);
}

static void test_nothing_typed_is_kept_before_somebody_asks(void)
{
    int owner = attach_viewer(0, NULL);
    type(owner, "before");
    int plain = observe(0, 0, 0, NULL);
    resize(owner, 99, 33);
    type(owner, "still");
    CHECK(receive_mark(plain, VS_MARK_SIZE, 0, NULL) == 4);
    CHECK(is_silent(plain));
    CHECK(!memmem(server.marks.bytes, sizeof(server.marks.bytes), "still", 5));
    struct vs_observing told;
    int fd = observe(0, 0, VS_OBSERVE_INPUT, &told);
    CHECK(told.columns == 99 && told.rows == 33);
    CHECK(receive_mark(fd, VS_MARK_SIZE, 0, NULL) == 4 && is_silent(fd));
    type(owner, "now");
    CHECK(receive_mark(fd, VS_MARK_INPUT, 0, NULL) == 3 && is_silent(plain));
    close(plain);
    close(fd);
    close(owner);
}

static void test_an_observer_goes_on_where_it_stopped(void)
{
    uint64_t position;
    int owner = attach_viewer(0, NULL);
    int fd = observe(0, 0, VS_OBSERVE_INPUT, NULL);
    send_credit(fd, UINT32_MAX);
    type(owner, "a");
    CHECK(receive_mark(fd, VS_MARK_INPUT, 0, &position) == 1);
    close(fd);
    settle();
    type(owner, "b");
    fd = observe(0, position, VS_OBSERVE_INPUT | VS_OBSERVE_LOSSLESS, NULL);
    CHECK(receive_mark(fd, VS_MARK_INPUT, 0, NULL) == 1 && payload[0] == 'b');
    close(fd);
    fd = observe(0, position - 1, VS_OBSERVE_INPUT, NULL); /* not where a mark starts */
    CHECK(receive_mark(fd, VS_MARK_INPUT, 0, NULL) == 1 && payload[0] == 'b');
    close(fd);
    fd = observe(0, UINT64_MAX, VS_OBSERVE_INPUT, NULL);
    CHECK(is_silent(fd));
    close(fd);
    close(owner);
}

static void test_an_observer_gives_credit_and_nothing_else(void)
{
    static const uint8_t zeros[24];
    static const struct {
        uint32_t type, size;
    } REFUSED[] = {
        {VS_FRAME_INPUT, 1},  {VS_FRAME_RESIZE, 4},   {VS_FRAME_HANGUP, 0},
        {VS_FRAME_ATTACH, 8}, {VS_FRAME_OBSERVE, 24},
    };
    int good = observe(0, 0, 0, NULL);
    for (size_t i = 0; i < sizeof(REFUSED) / sizeof(REFUSED[0]); i++) {
        uint32_t size;
        int fd = observe(0, 0, 0, NULL);
        send_frame(fd, REFUSED[i].type, zeros, REFUSED[i].size);
        CHECK(settle() == 0);
        CHECK(receive(fd, &size) == 0);
        close(fd);
    }
    uint32_t size;
    int fd = connect_viewer();
    struct vs_observe odd = {.flags = 4};
    send_frame(fd, VS_FRAME_OBSERVE, &odd, sizeof(odd));
    settle();
    CHECK(receive(fd, &size) == 0);
    CHECK(pty_server_viewers(&server) == 0); /* to look is not to be attached */
    print(0, 10);
    send_credit(good, 10);
    settle();
    CHECK(receive_output(good, 0, 10) == 10);
    close(fd);
    close(good);
}

static void test_a_plain_observer_that_lags_is_cut_and_slows_nobody(void)
{
    uint32_t size;
    int fd = observe(0, 0, 0, NULL);
    print(0, VS_PTY_RING_SIZE + 1);
    CHECK(receive(fd, &size) == 0);
    close(fd);
}

static void test_the_program_waits_for_a_lossless_observer(void)
{
    int owner = attach_viewer(0, NULL);
    int fd = observe(0, 0, VS_OBSERVE_LOSSLESS, NULL);
    send_credit(owner, UINT32_MAX);
    size_t written = print_some(0, 4 * VS_PTY_RING_SIZE, 20);
    CHECK(written < VS_PTY_RING_SIZE);
    CHECK(receive_output(owner, 0, server.ring.next) >= VS_PTY_RING_SIZE / 2);
    send_credit(fd, UINT32_MAX);
    settle();
    CHECK(receive_output(fd, 0, written) == written);
    close(fd);
    close(owner);
}

static void test_a_stuck_lossless_observer_is_cut_after_a_while(void)
{
    uint32_t size;
    server.stall_ms = server.hold_ms = 50; /* the former is the timer's period */
    int fd = observe(0, 0, VS_OBSERVE_LOSSLESS, NULL);
    print_some(0, 4 * VS_PTY_RING_SIZE, 5);
    for (int i = 0; i < PATIENCE && server.viewers[0].fd >= 0; i++)
        settle();
    CHECK(receive(fd, &size) == 0);
    close(fd);
}

/* Reads what the program gets until nothing has come for a while. */
static size_t take_typed(void)
{
    uint8_t bytes[4096];
    size_t taken = 0;
    for (int idle = 0; idle < 20; idle++) {
        settle();
        for (ssize_t n; (n = read(slave_fd, bytes, sizeof(bytes))) > 0; idle = 0)
            taken += (size_t)n;
    }
    return taken;
}

static void test_marks_that_wait_for_a_lossless_observer_hold_what_is_typed(void)
{
    enum { PIECES = 10, PIECE = 4096, TOTAL = PIECES * PIECE };
    static uint8_t text[PIECE];
    int owner = attach_viewer(0, NULL), other = attach_viewer(0, NULL);
    int fd = observe(0, 0, VS_OBSERVE_LOSSLESS | VS_OBSERVE_INPUT, NULL);
    print(0, 10); /* without credit for it no mark can go out */
    for (int i = 0; i < PIECES; i++)
        send_frame(owner, VS_FRAME_INPUT, text, sizeof(text));
    size_t typed = take_typed(), told = 0;
    CHECK(typed > VS_PTY_MARKS_SIZE / 2 - PIECE && typed < TOTAL);
    for (uint16_t i = 1; i <= 3000; i++) { /* nor can new sizes drive the marks out */
        send_frame(other, VS_FRAME_RESIZE, (uint16_t[]){i, i}, 4);
        if (i % 50 == 0)
            settle();
    }
    CHECK(server.marks.first == 0 && server.marks.columns == 3000);
    send_credit(fd, 10);
    settle();
    CHECK(receive_output(fd, 0, 10) == 10);
    bool has_size = false;
    while (told < TOTAL || !has_size) {
        struct vs_mark mark;
        uint32_t size;
        typed += told < TOTAL ? take_typed() : 0;
        CHECK(receive(fd, &size) == VS_FRAME_MARK);
        memcpy(&mark, payload, sizeof(mark));
        told += mark.kind == VS_MARK_INPUT ? size - sizeof(mark) : 0;
        has_size |= mark.kind == VS_MARK_SIZE;
        CHECK(mark.kind == VS_MARK_INPUT || mark.kind == VS_MARK_SIZE);
    }
    CHECK(typed == TOTAL && told == TOTAL && is_silent(fd));
    close(fd);
    close(owner);
    close(other);
}

static void test_exit_comes_after_the_last_mark(void)
{
    uint32_t size;
    int owner = attach_viewer(0, NULL);
    int fd = observe(0, 0, VS_OBSERVE_INPUT, NULL);
    send_credit(fd, 100);
    print(0, 10);
    type(owner, "q");
    pty_server_exit(&server, 0);
    settle();
    CHECK(receive_output(fd, 0, 10) == 10);
    CHECK(receive_mark(fd, VS_MARK_INPUT, 10, NULL) == 1);
    CHECK(receive(fd, &size) == VS_FRAME_EXIT);
    CHECK(receive(fd, &size) == 0);
    close(fd);
    close(owner);
}

static void (*const TESTS[])(void) = {
    test_marks_come_at_the_byte_where_they_happened,
    test_a_secret_does_not_leave_the_process,
    test_a_secret_is_guessed_by_its_prompt_where_the_program_echoes,
    test_nothing_typed_is_kept_before_somebody_asks,
    test_an_observer_goes_on_where_it_stopped,
    test_an_observer_gives_credit_and_nothing_else,
    test_a_plain_observer_that_lags_is_cut_and_slows_nobody,
    test_the_program_waits_for_a_lossless_observer,
    test_a_stuck_lossless_observer_is_cut_after_a_while,
    test_marks_that_wait_for_a_lossless_observer_hold_what_is_typed,
    test_exit_comes_after_the_last_mark,
};

int main(void)
{
    return run_tests(TESTS, sizeof(TESTS) / sizeof(TESTS[0]));
}
