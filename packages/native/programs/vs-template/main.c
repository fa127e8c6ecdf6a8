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
#include "socket.h"
#include "urgency.h"

#define LINE_SIZE 1024
#define LOG_MAX   (8u << 20) /* bytes; a healthy build writes a twentieth */

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
    size_t length;
    char line[LINE_SIZE];
};

static void log_line(struct build *build, struct reader *reader)
{
    reader->line[reader->length] = '\0';
    if (note_line(&reader->progress, &build->state, reader->line))
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
        if (is_end ? reader->length > 0 : reader->length == LINE_SIZE - 2)
            log_line(build, reader);
    }
    return size > 0 || (size < 0 && errno == EINTR);
}

/* Until the context has ended or SIGTERM came; true for the latter. */
static bool follow(struct build *build, struct reader *reader)
{
    sigset_t term;
    (void)sigemptyset(&term);
    (void)sigaddset(&term, SIGTERM);
    cleanup_fd int signal_fd = signalfd(-1, &term, SFD_CLOEXEC);
    struct pollfd fds[] = {{.fd = build->output_fd, .events = POLLIN},
                           {.fd = build->context_pidfd, .events = POLLIN},
                           {.fd = signal_fd, .events = POLLIN}};
    for (;;) {
        if (poll(fds, 3, -1) < 0)
            continue;
        if (fds[2].revents)
            return true;
        if (fds[0].revents) {
            if (!read_output(build, reader))
                fds[0].fd = -1;
        } else if (fds[1].revents) {
            return false;
        }
    }
}

static bool has_succeeded(const struct build *build)
{
    siginfo_t info = {0};
    if (waitid(P_PIDFD, (id_t)build->context_pidfd, &info, WEXITED) < 0)
        return false;
    return info.si_code == CLD_EXITED && info.si_status == 0;
}

static void conclude(struct build *build, const struct reader *reader)
{
    if (!has_succeeded(build)) {
        discard_build(build);
        const char *blame = reader->progress.blame;
        end_with(build, "failed", blame ? blame : "The build failed; its log tells why");
        return;
    }
    build->state.step = "finish";
    build->state.percent = 97;
    write_state(build);
    int r = finish_build(build);
    discard_build(build);
    if (r < 0) {
        bool is_full = r == -ENOSPC || r == -EDQUOT;
        end_with(build, "failed", is_full ? NO_SPACE : "The built tree could not be finished");
        return;
    }
    build->state.step = "done";
    build->state.percent = 100;
    end_with(build, "ready", NULL);
}

int main(void)
{
    static struct build build = {.run_fd = -1,
                                 .storage_fd = -1,
                                 .root_fd = -1,
                                 .log_fd = -1,
                                 .output_fd = -1,
                                 .context_pidfd = -1};
    static struct reader reader;
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
    if (!follow(&build, &reader)) {
        conclude(&build, &reader);
        return 0;
    }
    discard_build(&build);
    end_with(&build, "cancelled", NULL);
    return 0;
}
