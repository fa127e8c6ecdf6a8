#include "process.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>

/* Fields of /proc/PID/stat are counted from the ')' that ends the command name. Source: proc(5). */
#define FIELDS_FROM_STATE_TO_START 19

int vs_process_start(pid_t pid, uint64_t *ret_start)
{
    char path[32], text[1024];
    (void)snprintf(path, sizeof(path), "/proc/%d/stat", pid);
    int r = vs_file_read(AT_FDCWD, path, text, sizeof(text));
    if (r < 0)
        return r == -ENOENT ? -ESRCH : r;
    return vs_process_parse_start(text, ret_start);
}

int vs_process_parse_start(const char *text, uint64_t *ret_start)
{
    const char *at = strrchr(text, ')');
    if (!at)
        return -EINVAL;
    at++;
    for (int i = 0; i < FIELDS_FROM_STATE_TO_START; i++) {
        at = *at ? strchr(at + 1, ' ') : NULL;
        if (!at)
            return -EINVAL;
    }
    *ret_start = strtoull(at + 1, NULL, 10);
    return 0;
}

int vs_process_open(pid_t pid, uint64_t start, int *ret_pidfd)
{
    if (pid <= 0)
        return -ESRCH;
    cleanup_fd int pidfd = pidfd_open(pid, 0);
    if (pidfd < 0)
        return -errno;
    uint64_t found;
    int r = vs_process_start(pid, &found);
    if (r < 0)
        return r;
    if (found != start || vs_process_ended(pidfd))
        return -ESRCH;
    *ret_pidfd = vs_steal_fd(&pidfd);
    return 0;
}

int vs_process_ended(int pidfd)
{
    struct pollfd poller = {.fd = pidfd, .events = POLLIN};
    return poll(&poller, 1, 0) > 0;
}
