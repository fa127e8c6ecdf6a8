#include "take-over.h"
#include "cleanup.h"
#include "kernel.h"
#include "process.h"
#include "state-file.h"
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/pidfd.h>

#define STATE    "proc-state"
#define COUNT    3
#define ENDED_MS 5000

/* The keeper first: it would start the others again. */
static const char *const ROLES[COUNT] = {"keeper", "server", "sampler"};

static int open_run(const struct vs_layout_record *layout)
{
    return open(layout->run, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int open_process(const struct vs_state *state, const char *role)
{
    char key[32];
    uint64_t pid = 0, start = 0;
    int pidfd = -1;
    (void)snprintf(key, sizeof(key), "%s_pid", role);
    (void)vs_state_get_u64(state, key, &pid);
    (void)snprintf(key, sizeof(key), "%s_start", role);
    (void)vs_state_get_u64(state, key, &start);
    int r = vs_process_open((pid_t)pid, start, &pidfd);
    return r < 0 ? r : pidfd;
}

static int get_both(int pidfd, int *ret_fuse, int *ret_memory)
{
    cleanup_fd int fuse = pidfd_getfd(pidfd, FD_FUSE, 0);
    cleanup_fd int memory = pidfd_getfd(pidfd, FD_MEMORY, 0);
    if (fuse < 0 || memory < 0)
        return -errno;
    *ret_fuse = vs_steal_fd(&fuse);
    *ret_memory = vs_steal_fd(&memory);
    return 0;
}

static void end(int pidfd)
{
    struct pollfd polled = {.fd = pidfd, .events = POLLIN};
    (void)pidfd_send_signal(pidfd, SIGKILL, NULL, 0);
    (void)poll(&polled, 1, ENDED_MS);
}

int take_over(const struct vs_layout_record *layout, int *ret_fuse, int *ret_memory)
{
    struct vs_state state;
    cleanup_fd int run = open_run(layout);
    int r = -ESRCH;
    if (run < 0 || vs_state_read(run, STATE, &state) < 0)
        return -ESRCH;
    for (int i = 0; i < COUNT; i++) {
        cleanup_fd int pidfd = open_process(&state, ROLES[i]);
        if (pidfd < 0)
            continue;
        if (r < 0)
            r = get_both(pidfd, ret_fuse, ret_memory);
        end(pidfd);
    }
    return r;
}

static void add(struct vs_state *state, const char *role, pid_t pid)
{
    char key[32];
    uint64_t start = 0;
    if (pid <= 0 || vs_process_start(pid, &start) < 0)
        return;
    (void)snprintf(key, sizeof(key), "%s_pid", role);
    vs_state_add_u64(state, key, (uint64_t)pid);
    (void)snprintf(key, sizeof(key), "%s_start", role);
    vs_state_add_u64(state, key, start);
}

int processes_write(const struct vs_layout_record *layout, const struct processes *processes)
{
    struct vs_state state;
    cleanup_fd int run = open_run(layout);
    if (run < 0)
        return -errno;
    vs_state_reset(&state);
    add(&state, ROLES[0], processes->keeper);
    add(&state, ROLES[1], processes->server);
    add(&state, ROLES[2], processes->sampler);
    return vs_state_write(run, STATE, &state, layout->agent_gid, false);
}

void processes_forget(const struct vs_layout_record *layout)
{
    cleanup_fd int run = open_run(layout);
    if (run >= 0)
        (void)unlinkat(run, STATE, 0);
}
