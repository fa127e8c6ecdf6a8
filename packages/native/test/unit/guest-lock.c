#include "guest-lock.h"
#include "check.h"
#include "cleanup.h"
#include "process.h"
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char path[] = "/tmp/vs-lock-XXXXXX";

static int open_directory(void)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(fd >= 0);
    return fd;
}

static void put_state(int dir, const char *phase, int pid, uint64_t start)
{
    cleanup_fd int fd = openat(dir, "state", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(fd >= 0 && dprintf(fd, "state=%s\n", phase) > 0);
    if (pid)
        CHECK(dprintf(fd, "pid=%d\npid_start=%" PRIu64 "\n", pid, start) > 0);
}

static void test_a_free_guest_can_be_locked_once(int dir)
{
    cleanup_fd int other = open_directory();
    CHECK(vs_guest_lock(dir) == 0);
    CHECK(vs_guest_lock(other) == -EBUSY);
    CHECK(flock(dir, LOCK_UN) == 0);
}

static void test_a_starting_guest_is_not_waited_for(int dir)
{
    cleanup_fd int holder = open_directory();
    CHECK(flock(holder, LOCK_EX) == 0);
    put_state(dir, "starting", 0, 0);
    CHECK(!vs_guest_is_ending(dir));
    CHECK(vs_guest_lock(dir) == -EBUSY);
}

static void test_a_living_guest_without_supervisor_is_busy(int dir)
{
    uint64_t start;
    cleanup_fd int other = open_directory();
    CHECK(vs_process_start(getpid(), &start) == 0);
    put_state(dir, "running", getpid(), start);
    CHECK(vs_guest_lock(dir) == -EBUSY);
    CHECK(vs_guest_try_lock(dir) == -EBUSY);
    CHECK(flock(other, LOCK_EX | LOCK_NB) == 0); /* the refusal leaves no lock behind */
}

/* The same pid with another start time is another process. */
static void test_an_ending_guest_is_waited_for(int dir)
{
    static const struct timespec MOMENT = {.tv_nsec = 50000000};
    uint64_t start;
    CHECK(vs_process_start(getpid(), &start) == 0);
    put_state(dir, "running", getpid(), start + 1);
    pid_t child = fork();
    if (child == 0) {
        int holder = open_directory();
        (void)flock(holder, LOCK_EX);
        (void)nanosleep(&MOMENT, NULL);
        (void)nanosleep(&MOMENT, NULL);
        _exit(0);
    }
    (void)nanosleep(&MOMENT, NULL);
    CHECK(vs_guest_is_ending(dir));
    CHECK(vs_guest_try_lock(dir) == -EBUSY);
    CHECK(vs_guest_lock(dir) == 0);
    CHECK(waitpid(child, NULL, 0) == child);
}

/* The agent looks into it at any moment, and is not root. */
static void test_a_directory_that_is_made_to_be_held_is_the_agents_to_look_into(void)
{
    enum { AGENT = 65534 };
    struct stat st;
    char runs_path[] = "/tmp/vs-hold-XXXXXX";
    CHECK(mkdtemp(runs_path));
    cleanup_fd int runs = open(runs_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_fd int first = -1, second = -1;
    gid_t agent = geteuid() == 0 ? AGENT : getegid();
    CHECK(vs_guest_hold(runs, "web1", agent, &first) == 1);
    CHECK(fstat(first, &st) == 0 && st.st_gid == agent && (st.st_mode & 07777) == 0750);
    CHECK(vs_guest_hold(runs, "web1", agent, &second) == -EBUSY && second == -1);
    vs_close_fd(&first);
    CHECK(vs_guest_hold(runs, "web1", agent, &second) == 0);
    CHECK(unlinkat(runs, "web1", AT_REMOVEDIR) == 0 && rmdir(runs_path) == 0);
}

int main(void)
{
    test_a_directory_that_is_made_to_be_held_is_the_agents_to_look_into();
    CHECK(mkdtemp(path));
    int dir = open_directory();
    test_a_free_guest_can_be_locked_once(dir);
    test_a_starting_guest_is_not_waited_for(dir);
    test_a_living_guest_without_supervisor_is_busy(dir);
    test_an_ending_guest_is_waited_for(dir);
    (void)unlinkat(dir, "state", 0);
    (void)close(dir);
    CHECK(rmdir(path) == 0);
    return 0;
}
