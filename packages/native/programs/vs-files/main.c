/*
 * Started by vs-broker for each job on the storage. Answers as soon as the job runs; from then on
 * RUN/files/JOB/state and log tell. SIGTERM cancels at the next point that leaves the old state or
 * the new one.
 */
#include "cleanup.h"
#include "files.h"
#include "kernel.h"
#include "socket.h"
#include "urgency.h"
#include <linux/ioprio.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define NICENESS 10

/* The broker's terminal or pipe must not be held open for as long as we live. */
static void drop_stdio(void)
{
    cleanup_fd int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; null >= 0 && fd <= 2; fd++)
        (void)dup2(null, fd);
}

/* Guests go first. */
static void lower_self(void)
{
    (void)setpriority(PRIO_PROCESS, 0, NICENESS);
    (void)syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0));
}

/* SIGTERM stays blocked from here on: tick() looks for it. */
static void isolate_self(void)
{
    sigset_t term;
    vs_set_urgent(false);
    (void)setsid();
    (void)close_range(VS_FD_REPORT + 1, ~0u, 0);
    drop_stdio();
    (void)umask(0);
    (void)chdir("/");
    for (int signal_number = 1; signal_number < NSIG; signal_number++)
        (void)signal(signal_number, SIG_DFL);
    (void)sigemptyset(&term);
    (void)sigaddset(&term, SIGTERM);
    (void)sigprocmask(SIG_SETMASK, &term, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static void report(const struct files *files)
{
    struct vs_empty empty = {0};
    struct iovec parts[] = {
        {.iov_base = (void *)&files->failure, .iov_len = sizeof(files->failure)},
        {.iov_base = &empty, .iov_len = sizeof(empty)},
    };
    (void)vs_socket_send(VS_FD_REPORT, parts, files->failure.error ? 1 : 2, -1);
    (void)close(VS_FD_REPORT);
}

static const struct sentence {
    int error;
    const char *text;
} SENTENCES[] = {
    {-ENOSPC, "No space left on the storage"},
    {-EDQUOT, "The disk limit of the guest leaves no room for it: raise it first"},
    {-ELOOP, "Directories are nested too deep"},
    {-EUCLEAN, "The file system of the storage is damaged"},
    {-EIO, "The storage cannot be read or written"},
    {-ENOMEM, "Not enough memory for the job"},
};

/* A message that is there already says more. */
static void explain(struct files *files, int error)
{
    char *message = files->progress.message;
    size_t size = sizeof(files->progress.message);
    for (size_t i = 0; !message[0] && i < sizeof(SENTENCES) / sizeof(SENTENCES[0]); i++)
        if (SENTENCES[i].error == error)
            (void)snprintf(message, size, "%s", SENTENCES[i].text);
    if (!message[0])
        (void)snprintf(message, size, "The job failed in step %s: %s", files->progress.step,
                       strerror(-error));
}

static void end(struct files *files, int error)
{
    struct progress *progress = &files->progress;
    progress->finished_at = now_ms();
    progress->state = error == 0 ? "done" : error == -ECANCELED ? "cancelled" : "failed";
    if (error == 0) {
        progress->step = "done";
        progress->percent = 100;
    } else if (error != -ECANCELED) {
        explain(files, error);
        log_line(files, "%s: %s", progress->step, progress->message);
    }
    write_state(files);
}

int main(void)
{
    static struct files files = {.guest = {.dir = -1, .run = -1, .entry = -1},
                                 .source = {.dir = -1, .run = -1, .entry = -1},
                                 .run_fd = -1,
                                 .log_fd = -1,
                                 .storage_fd = -1,
                                 .entry_fd = -1};
    if (!vs_spec_is_given("vs-files"))
        return 2;
    isolate_self();
    files.progress.started_at = now_ms();
    int r = prepare_files(&files);
    report(&files);
    if (r < 0) {
        release_files(&files);
        if (files.progress.state)
            end(&files, r);
        return 1;
    }
    lower_self();
    r = kind_of(&files)->run(&files);
    release_files(&files); /* who reads that it is over may start the guest */
    end(&files, r);
    return 0;
}
