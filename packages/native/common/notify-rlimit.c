/*
 * Raising a hard limit takes CAP_SYS_RESOURCE of the host, so every change of a limit is made here
 * and all that prlimit(2) checks is checked here. A process of its own that asks for less than it
 * has needs no privilege.
 */
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "notify-act.h"
#include "process.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/stat.h>

static int namespace_of(pid_t pid, struct stat *ret_status)
{
    char path[40];
    (void)snprintf(path, sizeof(path), "/proc/%d/ns/pid", pid);
    return stat(path, ret_status) < 0 ? -errno : 0;
}

/* The number that a process has in its own pid namespace: the last of NSpid. */
static int own_number(pid_t pid, pid_t *ret_number)
{
    char path[40], status[8192];
    (void)snprintf(path, sizeof(path), "/proc/%d/status", pid);
    int r = vs_file_read(AT_FDCWD, path, status, sizeof(status));
    const char *line = r < 0 ? NULL : strstr(status, "\nNSpid:");
    if (!line)
        return -ESRCH;
    line += strlen("\nNSpid:");
    for (char *end; *line && *line != '\n'; line = end) {
        *ret_number = (pid_t)strtol(line, &end, 10);
        if (end == line)
            break;
    }
    return 0;
}

static bool is_it(pid_t pid, pid_t number, const struct stat *space)
{
    struct stat found;
    pid_t own = 0;
    return namespace_of(pid, &found) == 0 && found.st_ino == space->st_ino &&
           own_number(pid, &own) == 0 && own == number;
}

/* The process with this number in the pid namespace of the guest, held by a pidfd. */
static int find(const struct vs_notify_guest *guest, pid_t number, pid_t *ret_pid, int *ret_pidfd)
{
    struct stat space;
    cleanup_dir DIR *proc = opendir("/proc");
    int r = namespace_of(guest->pid, &space);
    if (!proc || r < 0)
        return proc ? r : -errno;
    for (struct dirent *entry; (entry = readdir(proc));) {
        pid_t pid = isdigit((unsigned char)entry->d_name[0]) ? (pid_t)atoi(entry->d_name) : 0;
        if (!pid || !is_it(pid, number, &space))
            continue;
        cleanup_fd int pidfd = pidfd_open(pid, 0);
        if (pidfd < 0 || !is_it(pid, number, &space)) /* its number may be another's by now */
            return -ESRCH;
        *ret_pid = pid;
        *ret_pidfd = vs_steal_fd(&pidfd);
        return 0;
    }
    return -ESRCH;
}

/* Source: check_prlimit_permission(). */
static bool may_change(const struct vs_caller *caller, const struct vs_credentials *target)
{
    if (caller->is_root || target->process == caller->process)
        return true;
    for (int i = 0; i < 3; i++)
        if (target->uids[i] != caller->uids[0] || target->gids[i] != caller->gids[0])
            return false;
    return true;
}

/* What the guest as a whole has: as pid 1 was given it where that is one of its limits, else ours.
 */
static int ceiling(const struct vs_notify_guest *guest, __rlimit_resource_t resource,
                   rlim_t *ret_hard)
{
    bool is_limit =
        resource == RLIMIT_NOFILE || resource == RLIMIT_MEMLOCK || resource == RLIMIT_AS;
    struct rlimit limit;
    if (prlimit(is_limit ? guest->pid : 0, resource, NULL, &limit) < 0)
        return -errno;
    *ret_hard = limit.rlim_max;
    return 0;
}

static int set_limit(const struct vs_notify_guest *guest, const struct vs_caller *caller, pid_t pid,
                     const struct vs_notify_act *act, struct rlimit *ret_old)
{
    __rlimit_resource_t resource = (__rlimit_resource_t)act->rlimit.resource;
    struct rlimit wanted = {.rlim_cur = act->rlimit.soft, .rlim_max = act->rlimit.hard};
    rlim_t top = 0;
    if (prlimit(pid, resource, NULL, ret_old) < 0)
        return -errno;
    int r = ceiling(guest, resource, &top);
    if (r < 0)
        return r;
    if (wanted.rlim_max > ret_old->rlim_max && (!caller->is_root || wanted.rlim_max > top))
        return -EPERM;
    return prlimit(pid, resource, &wanted, NULL) < 0 ? -errno : 0;
}

int vs_notify_rlimit(const struct vs_notify_guest *guest, const struct vs_caller *caller,
                     const struct vs_notify_act *act)
{
    pid_t pid = caller->process;
    cleanup_fd int pidfd = -1;
    struct vs_credentials target;
    struct rlimit old;
    int r = act->rlimit.pid ? find(guest, act->rlimit.pid, &pid, &pidfd) : 0;
    r = r < 0 ? r : vs_credentials_read(pid, &target);
    if (r < 0)
        return r;
    if (!may_change(caller, &target))
        return -EPERM;
    r = set_limit(guest, caller, pid, act, &old);
    if (r < 0 || !act->rlimit.old_address)
        return r;
    uint64_t values[2] = {old.rlim_cur, old.rlim_max};
    ssize_t n = pwrite(caller->memory_fd, values, sizeof(values), (off_t)act->rlimit.old_address);
    return n == sizeof(values) ? 0 : -EFAULT;
}
