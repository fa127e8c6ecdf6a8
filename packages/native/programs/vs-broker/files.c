#include "files.h"
#include "cleanup.h"
#include "guest-state.h"
#include "guest.h"
#include "kernel.h"
#include "process.h"
#include "state-file.h"
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>

static int open_run(const struct vs_layout_record *layout, const char *job)
{
    char path[320];
    int r = vs_layout_run(layout, "files", job, "", path, sizeof(path));
    if (r < 0)
        return r;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? -errno : fd;
}

/* The process that does the job now, or ESRCH. */
static int open_worker(const struct vs_layout_record *layout, const char *job, int *ret_pidfd)
{
    struct vs_state state;
    char phase[16];
    uint64_t pid, start;
    cleanup_fd int run = open_run(layout, job);
    if (run < 0 || vs_state_read(run, "state", &state) < 0)
        return -ESRCH;
    if (vs_state_get(&state, "state", phase, sizeof(phase)) < 0 || strcmp(phase, "running") ||
        vs_state_get_u64(&state, "pid", &pid) < 0 ||
        vs_state_get_u64(&state, "pid_start", &start) < 0)
        return -ESRCH;
    return vs_process_open((pid_t)pid, start, ret_pidfd);
}

int files_cancel(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_job_name *job = request;
    cleanup_fd int worker = -1;
    int r = open_worker(&broker->layout, job->job, &worker);
    if (r == 0 && pidfd_send_signal(worker, SIGTERM, NULL, 0) < 0)
        r = -errno;
    return vs_fail(&ret_answer->failure, "job", r);
}

static bool is_running(const struct broker *broker, const char *guest)
{
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    cleanup_fd int run = guest[0] ? open_run_directory(&broker->layout, guest) : -1;
    return run >= 0 && vs_guest_open(run, &state, &pidfd) == 0;
}

/* The job locks them itself; this spares a process for a refusal. */
int admit_files(struct broker *broker, const struct connection *from, const void *request,
                struct vs_failure *ret_failure)
{
    const struct vs_files_start *start = request;
    (void)from;
    if (start->kind > VS_FILES_CLONE && start->kind < VS_FILES_ARCHIVE)
        return 0;
    if (is_running(broker, start->guest) || is_running(broker, start->source))
        return vs_fail(ret_failure, "running", -EBUSY);
    return 0;
}
