/*
 * Started by vs-broker for each build of a template. Answers as soon as the build runs; from then
 * on RUN/templates/ID/state and log tell. SIGTERM cancels.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "build.h"
#include "cleanup.h"
#include "kernel.h"
#include "method.h"
#include "socket.h"
#include "urgency.h"

#define LINE_SIZE 1024
#define LOG_MAX   (8u << 20) /* bytes; a healthy build writes a twentieth */

#define LOOK_MS 200 /* between looks at the storage */

#define NO_SPACE "No space left on the storage"

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* The broker's terminal or pipe must not be held open for as long as we live. */
static void drop_stdio(void)
{
    cleanup_fd int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; null >= 0 && fd <= 2; fd++)
        (void)dup2(null, fd);
}

/* SIGTERM is blocked from here on: it is read from a descriptor. */
static void isolate_self(void)
{
    sigset_t term;
    vs_set_urgent(false); /* a build takes minutes */
    (void)setsid();
    (void)close_range(VS_FD_REPORT + 1, ~0u, 0);
    drop_stdio();
    (void)umask(022);
    (void)chdir("/");
    for (int signal_number = 1; signal_number < NSIG; signal_number++)
        (void)signal(signal_number, SIG_DFL);
    (void)sigemptyset(&term);
    (void)sigaddset(&term, SIGTERM);
    (void)sigprocmask(SIG_SETMASK, &term, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); /* to see the end of the context's pid 1 */
}

static void report(const struct build *build)
{
    struct vs_empty empty = {0};
    struct iovec parts[] = {
        {.iov_base = (void *)&build->failure, .iov_len = sizeof(build->failure)},
        {.iov_base = &empty, .iov_len = sizeof(empty)},
    };
    (void)vs_socket_send(VS_FD_REPORT, parts, build->failure.error ? 1 : 2, -1);
    (void)close(VS_FD_REPORT);
}

static void write_state(struct build *build)
{
    (void)vs_template_write(&build->layout, build->run_fd, &build->state);
}

static void end_with(struct build *build, const char *state, const char *message)
{
    build->state.state = state;
    build->state.message = message;
    build->state.finished_at = now_ms();
    write_state(build);
}

struct reader {
    struct progress progress;
    uint32_t logged;
    bool is_rest; /* of a line too long for the buffer */
    size_t length;
    char line[LINE_SIZE];
};

/* Entries are counted and not logged, and what a long name goes on with is no line of anybody's. */
static void take_line(struct build *build, struct reader *reader, bool is_end)
{
    reader->line[reader->length] = '\0';
    bool is_rest = reader->is_rest, is_whole = is_end && !is_rest;
    reader->is_rest = !is_end;
    if (!is_rest && note_entry(build, reader->line, is_whole, &build->tally)) {
        reader->length = 0;
        return;
    }
    if (!is_rest && note_line(&reader->progress, &build->state, reader->line))
        write_state(build);
    reader->line[reader->length++] = '\n';
    if (reader->logged + reader->length <= LOG_MAX &&
        write(build->log_fd, reader->line, reader->length) > 0)
        reader->logged += (uint32_t)reader->length;
    reader->length = 0;
}

/* False at the end of the output. A longer line is cut into several. */
static bool read_output(struct build *build, struct reader *reader)
{
    char bytes[4096];
    ssize_t size = read(build->output_fd, bytes, sizeof(bytes));
    for (ssize_t i = 0; i < size; i++) {
        bool is_end = bytes[i] == '\n' || bytes[i] == '\r';
        if (!is_end)
            reader->line[reader->length++] = bytes[i];
        if (is_end ? reader->length > 0 || reader->is_rest : reader->length == LINE_SIZE - 2)
            take_line(build, reader, is_end);
    }
    return size > 0 || (size < 0 && errno == EINTR);
}

static void note_feed(struct build *build)
{
    uint32_t percent = feed_percent(build) * 95 / 100;
    if (percent <= build->state.percent)
        return;
    build->state.percent = percent;
    write_state(build);
}

enum end { ENDED, CANCELLED, TOO_MUCH };

/* Until the context has ended, SIGTERM came, or a ceiling was passed: *ret_reason says which. */
static enum end follow(struct build *build, struct reader *reader, const char **ret_reason)
{
    sigset_t term;
    (void)sigemptyset(&term);
    (void)sigaddset(&term, SIGTERM);
    cleanup_fd int signal_fd = signalfd(-1, &term, SFD_CLOEXEC);
    struct pollfd fds[] = {{.fd = build->output_fd, .events = POLLIN},
                           {.fd = build->context_pidfd, .events = POLLIN},
                           {.fd = signal_fd, .events = POLLIN}};
    for (;;) {
        if (poll(fds, 3, LOOK_MS) < 0)
            continue;
        if (fds[2].revents)
            return CANCELLED;
        if ((*ret_reason = ceiling_passed(build)))
            return TOO_MUCH;
        note_feed(build);
        if (fds[0].revents) {
            if (!read_output(build, reader))
                fds[0].fd = -1;
        } else if (fds[1].revents) {
            return ENDED;
        }
    }
}

static bool has_succeeded(const struct build *build)
{
    siginfo_t info = {0};
    if (waitid(P_PIDFD, (id_t)build->context_pidfd, &info, WEXITED) < 0)
        return false;
    if (info.si_code != CLD_EXITED)
        return false;
    return build->method->has_succeeded ? build->method->has_succeeded(build, info.si_status)
                                        : info.si_status == 0;
}

static void fail(struct build *build, const char *message)
{
    discard_build(build);
    end_with(build, "failed", message);
}

static const char *finish_sentence(int error)
{
    switch (error) {
    case -ENOSPC:
    case -EDQUOT:
        return NO_SPACE;
    case -ELOOP:
        return "The tree is more than 200 directories deep";
    case -ENAMETOOLONG:
        return "The tree has paths of more than 4,095 bytes";
    default:
        return "The built tree could not be finished";
    }
}

/* NULL: the tree is filled, and by what was asked for. */
static const char *fill_sentence(struct build *build, const struct reader *reader)
{
    if (!has_succeeded(build)) {
        const char *blame = reader->progress.blame;
        return blame ? blame : "The build failed; its log tells why";
    }
    switch (end_feeder(build)) {
    case FEED_DONE:
        return NULL;
    case FEED_WRONG_SUM:
        return "The archive does not have the checksum that was given";
    default:
        return "The archive could not be read";
    }
}

static void conclude(struct build *build, const struct reader *reader)
{
    const char *reason = fill_sentence(build, reader);
    if (reason)
        return fail(build, reason);
    release_guest(build);
    build->state.step = "finish";
    build->state.percent = 97;
    write_state(build);
    int r = finish_build(build);
    if (r < 0)
        dprintf(build->log_fd, "E: finishing the tree: %s\n", strerror(-r));
    if (r < 0 && r != -ECANCELED)
        return fail(build, finish_sentence(r));
    discard_build(build);
    if (r == -ECANCELED)
        return end_with(build, "cancelled", NULL);
    build->state.step = "done";
    build->state.percent = 100;
    build->state.info = &build->info;
    end_with(build, "ready", NULL);
}

int main(void)
{
    static struct build build = {.run_fd = -1,
                                 .storage_fd = -1,
                                 .root_fd = -1,
                                 .log_fd = -1,
                                 .output_fd = -1,
                                 .source_fd = -1,
                                 .feed_fd = -1,
                                 .guest_fd = -1,
                                 .context_pidfd = -1};
    static struct reader reader;
    const char *reason = NULL;
    if (!vs_spec_is_given("vs-template"))
        return 2;
    isolate_self();
    build.state.started_at = now_ms();
    if (prepare_build(&build) < 0) {
        discard_build(&build);
        if (build.run_fd >= 0)
            end_with(&build, "failed",
                     build.failure.error == -ENOSPC ? NO_SPACE : "The build could not be started");
        report(&build);
        return 1;
    }
    report(&build);
    switch (follow(&build, &reader, &reason)) {
    case ENDED:
        conclude(&build, &reader);
        break;
    case CANCELLED:
        discard_build(&build);
        end_with(&build, "cancelled", NULL);
        break;
    case TOO_MUCH:
        fail(&build, reason);
        break;
    }
    return 0;
}
