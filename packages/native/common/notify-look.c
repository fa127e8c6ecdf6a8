#include "notify-look.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "notify-statfs.h"
#include <ctype.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>

#define LISTENER_FD 3 /* in the looker */
#define MASK_SIZE   1024
#define STEP_NS     1000000

/* The kernel's, and not the C library's: musl's is larger, and whoever asks has room for this. */
_Static_assert(sizeof(struct sysinfo) == 112, "struct sysinfo of 64 bits");

/* What the guest is shown, each as of a moment; 0: never read. */
struct view {
    struct sysinfo system;
    int cpus; /* 0: it is not known, and all are shown */
    int64_t system_ms, cpus_ms;
    struct vs_statfs_cache disk;
};

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int vs_look_count_cpus(const char *list)
{
    int count = 0;
    while (isdigit((unsigned char)*list)) {
        char *end;
        long first = strtol(list, &end, 10), last = first;
        if (*end == '-' && isdigit((unsigned char)end[1]))
            last = strtol(end + 1, &end, 10);
        if (first > last || last >= MASK_SIZE * 8)
            return 0;
        count += (int)(last - first) + 1;
        list = end + (*end == ',');
    }
    return *list == '\n' || *list == '\0' ? count : 0;
}

void vs_look_first_bits(unsigned char *mask, size_t size, int count)
{
    for (size_t bit = 0; bit < size * 8; bit++)
        if (mask[bit / 8] & 1u << bit % 8 && count-- <= 0)
            mask[bit / 8] &= (unsigned char)~(1u << bit % 8);
}

static bool is_old(int64_t *read_ms)
{
    int64_t now = now_ms();
    if (*read_ms && now - *read_ms < VS_LOOK_FRESH_MS)
        return false;
    *read_ms = now;
    return true;
}

/* Opened anew each time: vs-proc answers with the moment of the open, and may have been replaced.
 */
static int read_system(int directory, struct view *view)
{
    if (!is_old(&view->system_ms))
        return 0;
    cleanup_fd int file = openat(directory, "sysinfo", O_RDONLY | O_CLOEXEC);
    if (file >= 0 && pread(file, &view->system, sizeof(view->system), 0) == sizeof(view->system))
        return 0;
    view->system_ms = 0;
    return -EIO;
}

static void read_cpus(int directory, struct view *view)
{
    char list[256];
    if (!is_old(&view->cpus_ms))
        return;
    bool is_read = vs_file_read(directory, "cpu-online", list, sizeof(list)) == 0;
    view->cpus = is_read ? vs_look_count_cpus(list) : 0;
}

/* The descriptor is that of the caller's memory and no other's, since the call still waits after it
 * was opened. */
static int write_to_caller(const struct seccomp_notif *call, uint64_t address, const void *bytes,
                           size_t size)
{
    char path[40];
    uint64_t id = call->id;
    (void)snprintf(path, sizeof(path), "/proc/%u/mem", call->pid);
    cleanup_fd int memory = open(path, O_WRONLY | O_CLOEXEC);
    if (ioctl(LISTENER_FD, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) < 0)
        return -ENOENT;
    if (memory < 0)
        return -errno;
    return pwrite(memory, bytes, size, (off_t)address) == (ssize_t)size ? 0 : -EFAULT;
}

/* Returns the number of bytes, as the kernel does. */
static int answer_affinity(const struct seccomp_notif *call, int directory, struct view *view)
{
    unsigned char mask[MASK_SIZE];
    uint32_t size = (uint32_t)call->data.args[1];
    long r =
        syscall(SYS_sched_getaffinity, call->pid, size < sizeof(mask) ? size : sizeof(mask), mask);
    if (r < 0)
        return -errno;
    read_cpus(directory, view);
    if (view->cpus > 0)
        vs_look_first_bits(mask, (size_t)r, view->cpus);
    int written = write_to_caller(call, call->data.args[2], mask, (size_t)r);
    return written < 0 ? written : (int)r;
}

/* None of them does anything but look: when there is nothing to tell the kernel answers. */
static void answer(const struct vs_looker *looker, const struct seccomp_notif *call, int directory,
                   struct view *view)
{
    struct seccomp_notif_resp response = {.id = call->id};
    int r = 0;
    if (vs_statfs_is_answered(call->data.nr)) {
        r = vs_statfs_answer(looker->statfs, &view->disk, LISTENER_FD, call);
        response.flags = r == VS_STATFS_KERNEL ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0;
        r = r == VS_STATFS_KERNEL ? 0 : r;
    } else if (call->data.nr == SYS_sched_getaffinity) {
        r = answer_affinity(call, directory, view);
    } else if (read_system(directory, view) == 0) {
        r = write_to_caller(call, call->data.args[0], &view->system, sizeof(view->system));
    } else {
        response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    }
    response.val = r < 0 ? 0 : r;
    response.error = r < 0 ? r : 0;
    (void)ioctl(LISTENER_FD, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

bool vs_look_is_answered(int call)
{
    return call == SYS_sysinfo || call == SYS_sched_getaffinity || vs_statfs_is_answered(call);
}

static void serve(const struct vs_looker *looker, int directory, struct view *view,
                  const struct seccomp_notif *call)
{
    struct vs_look_page *page = looker->page;
    page->since_ms = now_ms();
    /* All that the kernel itself has for a failure of theirs. */
    page->error = vs_statfs_is_answered(call->data.nr) ? -EIO : -EFAULT;
    __atomic_store_n(&page->id, call->id, __ATOMIC_RELEASE);
    answer(looker, call, directory, view);
    __atomic_store_n(&page->id, 0, __ATOMIC_RELEASE);
}

/* False when nobody asks any more, or what was asked is for the server. */
static bool take_next(struct vs_look_page *page, union vs_notification *ret_next)
{
    struct pollfd poller = {.fd = LISTENER_FD, .events = POLLIN};
    for (;;) {
        if (poll(&poller, 1, VS_LOOK_LINGER_MS) <= 0 || !(poller.revents & POLLIN))
            return false;
        memset(ret_next, 0, sizeof(*ret_next));
        if (ioctl(LISTENER_FD, SECCOMP_IOCTL_NOTIF_RECV, ret_next) == 0)
            break; /* else killed meanwhile */
    }
    if (vs_look_is_answered(ret_next->call.data.nr))
        return true;
    page->other = *ret_next;
    page->has_other = true;
    return false;
}

/* Those who ask faster wait. */
static void hold_rate(int64_t *tokens, int64_t *filled_ms)
{
    struct timespec step = {.tv_nsec = STEP_NS};
    *tokens -= 1;
    while (*tokens <= 0) {
        int64_t now = now_ms();
        *tokens += (now - *filled_ms) * VS_LOOK_PER_SECOND / 1000;
        *filled_ms = now;
        if (*tokens > VS_LOOK_PER_SECOND)
            *tokens = VS_LOOK_PER_SECOND;
        if (*tokens <= 0)
            (void)nanosleep(&step, NULL);
    }
}

/* Nothing of the server goes along, least of all its lock on the guest. */
static int keep_listener(int listener)
{
    if (listener != LISTENER_FD && dup3(listener, LISTENER_FD, O_CLOEXEC) < 0)
        return -errno;
    return close_range(LISTENER_FD + 1, ~0u, 0) < 0 ? -errno : 0;
}

static int64_t spent_us(void)
{
    struct timespec spent;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return (int64_t)spent.tv_sec * 1000000 + spent.tv_nsec / 1000;
}

_Noreturn void vs_look_main(const struct vs_looker *looker, int listener,
                            union vs_notification *next)
{
    struct view view = {0};
    int64_t tokens = VS_LOOK_PER_SECOND, filled_ms = now_ms();
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (keep_listener(listener) < 0)
        _exit(1);
    int dir = open(looker->view, O_PATH | O_DIRECTORY | O_CLOEXEC);
    do {
        int64_t before_us = spent_us();
        serve(looker, dir, &view, &next->call);
        tokens -= (spent_us() - before_us) / VS_LOOK_CALL_US;
        hold_rate(&tokens, &filled_ms);
    } while (take_next(looker->page, next));
    _exit(0);
}
