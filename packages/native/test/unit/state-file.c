#include "state-file.h"
#include "check.h"
#include "cleanup.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static void test_what_was_written_is_read(int dir)
{
    struct vs_state state, read;
    char word[16];
    uint64_t number = 0;
    vs_state_reset(&state);
    vs_state_add(&state, "state", "running");
    vs_state_add_u64(&state, "pid", 42);
    vs_state_add(&state, "pid_start", "two\nlines");
    CHECK(vs_state_write(dir, "state", &state, getegid(), true) == 0);
    CHECK(vs_state_read(dir, "state", &read) == 0);
    CHECK(vs_state_get(&read, "state", word, sizeof(word)) == 0 && !strcmp(word, "running"));
    CHECK(vs_state_get_u64(&read, "pid", &number) == 0 && number == 42);
    CHECK(vs_state_get(&read, "pid_start", word, sizeof(word)) == 0 && !strcmp(word, "two lines"));
    CHECK(vs_state_get(&read, "pi", word, sizeof(word)) == -ENOENT);
    CHECK(vs_state_get(&read, "state", word, 3) == -ENOSPC);
    CHECK(vs_state_get_u64(&read, "state", &number) == -EINVAL);
    struct stat found;
    CHECK(fstatat(dir, "state", &found, 0) == 0 && (found.st_mode & 0777) == 0640);
    CHECK(faccessat(dir, "state.tmp", F_OK, 0) < 0);
}

static void test_a_cut_line_tells_nothing(void)
{
    struct vs_state state = {.text = "state=running\npid=12", .length = 20};
    char word[16];
    uint64_t number;
    CHECK(vs_state_get(&state, "state", word, sizeof(word)) == 0);
    CHECK(vs_state_get_u64(&state, "pid", &number) == -ENOENT);
}

static void test_a_state_that_does_not_fit_replaces_nothing(int dir)
{
    static struct vs_state state, read;
    static char large[VS_STATE_SIZE];
    memset(large, 'x', sizeof(large) - 1);
    vs_state_reset(&state);
    vs_state_add(&state, "key", large);
    CHECK(vs_state_write(dir, "state", &state, getegid(), false) == -ENOSPC);
    CHECK(vs_state_read(dir, "state", &read) == 0 && strstr(read.text, "pid=42"));
    CHECK(vs_state_read(dir, "absent", &read) == -ENOENT);
}

static void test_a_later_state_replaces_the_earlier_wholly(int dir)
{
    static const bool DURABLE[] = {false, true};
    struct vs_state state, read;
    struct stat found;
    for (int i = 0; i < 2; i++) {
        vs_state_reset(&state);
        vs_state_add_u64(&state, "turn", (uint64_t)i);
        CHECK(vs_state_write(dir, "state", &state, getegid(), DURABLE[i]) == 0);
        CHECK(vs_state_read(dir, "state", &read) == 0 && !strcmp(read.text, state.text));
        CHECK(fstatat(dir, "state", &found, 0) == 0 && (found.st_mode & 0777) == 0640);
        CHECK(faccessat(dir, "state.tmp", F_OK, 0) < 0);
    }
}

static void test_a_link_is_not_followed(int dir)
{
    struct vs_state read;
    CHECK(symlinkat("/etc/passwd", dir, "link") == 0);
    CHECK(vs_state_read(dir, "link", &read) == -ELOOP);
    CHECK(unlinkat(dir, "link", 0) == 0);
}

int main(void)
{
    char path[] = "/tmp/vs-state-XXXXXX";
    CHECK(mkdtemp(path));
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (geteuid() != 0) {
        (void)fputs("state-file: writing is not tested, the files are given to root\n", stderr);
    } else {
        test_what_was_written_is_read(dir);
        test_a_state_that_does_not_fit_replaces_nothing(dir);
        test_a_later_state_replaces_the_earlier_wholly(dir);
    }
    test_a_cut_line_tells_nothing();
    test_a_link_is_not_followed(dir);
    (void)unlinkat(dir, "state", 0);
    CHECK(rmdir(path) == 0);
    return 0;
}
