#include "limit-attribute.h"
#include "file.h"
#include "kernel.h"
#include <errno.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* What systemd gives on a fresh system. */
#define OPEN_FILES_HARD 524288

#define NICE_OFFSET 20
#define OOM_OFFSET  1000

/* Source: ioprio_set(2). */
#define IO_WHO_PROCESS  1
#define IO_CLASS_SHIFT  13
#define IO_CLASS_BEST   2
#define IO_LEVEL_MASK   7
#define IO_LEVEL_NORMAL 4 /* what class "none" amounts to for a process of nice 0 */

static __rlimit_resource_t resource_of(enum vs_limit_field field)
{
    if (field == VS_LIMIT_OPEN_FILES)
        return RLIMIT_NOFILE;
    return field == VS_LIMIT_LOCKED_MEMORY ? RLIMIT_MEMLOCK : RLIMIT_AS;
}

static bool may_raise(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {0};
    return syscall(SYS_capget, &header, data) == 0 && (data[0].effective >> CAP_SYS_RESOURCE) & 1;
}

/* Raising a hard limit needs CAP_SYS_RESOURCE, which a nested host may lack: then ours is the top.
 */
uint64_t vs_attribute_resolve(enum vs_limit_field field, uint64_t value)
{
    struct rlimit own;
    if (value != VS_INFINITY || field > VS_LIMIT_ADDRESS_SPACE)
        return value;
    uint64_t top = field == VS_LIMIT_OPEN_FILES ? OPEN_FILES_HARD : RLIM_INFINITY;
    if (getrlimit(resource_of(field), &own) == 0 && own.rlim_max < top && !may_raise())
        top = own.rlim_max;
    return top;
}

static int get_resource(pid_t pid, enum vs_limit_field field, uint64_t *ret_value)
{
    struct rlimit found;
    if (prlimit(pid, resource_of(field), NULL, &found) < 0)
        return -errno;
    bool top = found.rlim_max >= vs_attribute_resolve(field, VS_INFINITY);
    *ret_value = top ? VS_INFINITY : found.rlim_max;
    return 0;
}

/* The soft limit follows when it stood at the top, as a program that wants all it gets puts it. */
static int set_resource(pid_t pid, enum vs_limit_field field, uint64_t from, uint64_t to)
{
    struct rlimit now;
    rlim_t hard = vs_attribute_resolve(field, to);
    if (prlimit(pid, resource_of(field), NULL, &now) < 0)
        return -errno;
    bool had_top = now.rlim_max == vs_attribute_resolve(field, from);
    if (now.rlim_max == hard || (!had_top && now.rlim_max < hard))
        return 0;
    struct rlimit next = {.rlim_cur = now.rlim_cur, .rlim_max = hard};
    if (now.rlim_cur == now.rlim_max || now.rlim_cur > hard)
        next.rlim_cur = hard;
    return prlimit(pid, resource_of(field), &next, NULL) < 0 ? -errno : 1;
}

static int get_open_files(pid_t pid, uint64_t *ret_value)
{
    return get_resource(pid, VS_LIMIT_OPEN_FILES, ret_value);
}

static int set_open_files(pid_t pid, uint64_t from, uint64_t to)
{
    return set_resource(pid, VS_LIMIT_OPEN_FILES, from, to);
}

static int get_locked_memory(pid_t pid, uint64_t *ret_value)
{
    return get_resource(pid, VS_LIMIT_LOCKED_MEMORY, ret_value);
}

static int set_locked_memory(pid_t pid, uint64_t from, uint64_t to)
{
    return set_resource(pid, VS_LIMIT_LOCKED_MEMORY, from, to);
}

static int get_address_space(pid_t pid, uint64_t *ret_value)
{
    return get_resource(pid, VS_LIMIT_ADDRESS_SPACE, ret_value);
}

static int set_address_space(pid_t pid, uint64_t from, uint64_t to)
{
    return set_resource(pid, VS_LIMIT_ADDRESS_SPACE, from, to);
}

static int get_nice(pid_t pid, uint64_t *ret_value)
{
    errno = 0;
    int found = getpriority(PRIO_PROCESS, (id_t)pid);
    if (errno)
        return -errno;
    *ret_value = (uint64_t)(found + NICE_OFFSET);
    return 0;
}

/* A thread that made itself nicer than the guest must be stays so. */
static bool stays(uint64_t now, uint64_t from, uint64_t to)
{
    return now == to || (now != from && now > to);
}

static int set_nice(pid_t pid, uint64_t from, uint64_t to)
{
    uint64_t now = 0;
    int r = get_nice(pid, &now);
    if (r < 0 || stays(now, from, to))
        return r;
    if (setpriority(PRIO_PROCESS, (id_t)pid, (int)to - NICE_OFFSET) == 0)
        return 1;
    return errno == EACCES ? -EPERM : -errno; /* EACCES: needs CAP_SYS_NICE */
}

static int get_io_priority(pid_t pid, uint64_t *ret_value)
{
    long found = syscall(SYS_ioprio_get, IO_WHO_PROCESS, pid);
    if (found < 0)
        return -errno;
    bool best = found >> IO_CLASS_SHIFT == IO_CLASS_BEST;
    *ret_value = best ? (uint64_t)found & IO_LEVEL_MASK : IO_LEVEL_NORMAL;
    return 0;
}

static int set_io_priority(pid_t pid, uint64_t from, uint64_t to)
{
    uint64_t now = 0;
    int r = get_io_priority(pid, &now);
    if (r < 0 || stays(now, from, to))
        return r;
    long value = (long)(IO_CLASS_BEST << IO_CLASS_SHIFT | to);
    return syscall(SYS_ioprio_set, IO_WHO_PROCESS, pid, value) < 0 ? -errno : 1;
}

static void oom_path(pid_t pid, char path[48])
{
    if (pid)
        (void)snprintf(path, 48, "/proc/%d/oom_score_adj", pid);
    else
        (void)snprintf(path, 48, "/proc/self/oom_score_adj");
}

static int gone(int r)
{
    return r == -ENOENT ? -ESRCH : r;
}

static int get_oom_bias(pid_t pid, uint64_t *ret_value)
{
    char path[48], text[16];
    oom_path(pid, path);
    int r = vs_file_read(AT_FDCWD, path, text, sizeof(text));
    if (r == 0)
        *ret_value = (uint64_t)(strtol(text, NULL, 10) + OOM_OFFSET);
    return gone(r);
}

static int set_oom_bias(pid_t pid, uint64_t from, uint64_t to)
{
    char path[48], text[16];
    uint64_t now = 0;
    int r = get_oom_bias(pid, &now);
    if (r < 0 || stays(now, from, to))
        return r;
    oom_path(pid, path);
    (void)snprintf(text, sizeof(text), "%d", (int)to - OOM_OFFSET);
    r = vs_file_write(AT_FDCWD, path, text);
    if (r == -EACCES) /* below oom_score_adj_min: needs CAP_SYS_RESOURCE */
        r = -EPERM;
    return r < 0 ? gone(r) : 1;
}

const struct vs_attribute VS_ATTRIBUTES[VS_ATTRIBUTE_COUNT] = {
    {VS_LIMIT_OPEN_FILES, get_open_files, set_open_files, true},
    {VS_LIMIT_LOCKED_MEMORY, get_locked_memory, set_locked_memory, true},
    {VS_LIMIT_ADDRESS_SPACE, get_address_space, set_address_space, true},
    {VS_LIMIT_NICE, get_nice, set_nice, false},
    {VS_LIMIT_IO_PRIORITY, get_io_priority, set_io_priority, false},
    {VS_LIMIT_OOM_BIAS, get_oom_bias, set_oom_bias, false},
};
