/*
 * System V and POSIX IPC: the settings of the guest's own IPC namespace, which it cannot write
 * since its /proc/sys is read-only. Source: sysvipc(7), mq_overview(7), proc(5).
 */
#include "cleanup.h"
#include "kernel.h"
#include "limit-file.h"
#include "owner.h"
#include <inttypes.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>

#define SHARED_MEMORY "/proc/sys/kernel/shmall"
#define SEMAPHORES    "/proc/sys/kernel/sem"
#define QUEUES        "/proc/sys/kernel/msgmni"
#define POSIX_QUEUES  "/proc/sys/fs/mqueue/queues_max"

/* What a fresh namespace has, and VS_INFINITY stands for. Source: linux/shm.h, sem.h, msg.h. */
#define PAGES_INFINITY        (UINT64_MAX - (1ull << 24))
#define SEMAPHORES_INFINITY   1024000000ull
#define QUEUES_INFINITY       32000ull
#define POSIX_QUEUES_INFINITY 256ull

/* Since 6.10 the owner of the namespace has them, before host root: either of the two may write. */
static int write_setting(uid_t base, const char *file, const char *text)
{
    int r = vs_file_write(AT_FDCWD, file, text);
    if (r != -EACCES && r != -EPERM)
        return r;
    struct vs_owner before;
    r = vs_owner_become(base, &before);
    r = r < 0 ? r : vs_file_write(AT_FDCWD, file, text);
    int back = vs_owner_leave(&before);
    return r < 0 ? r : back;
}

static int write_number(uid_t base, const char *file, uint64_t value)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%" PRIu64, value);
    return write_setting(base, file, text);
}

static int set_shared_memory(uid_t base, uint64_t bytes)
{
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    return write_number(base, SHARED_MEMORY, bytes == VS_INFINITY ? PAGES_INFINITY : bytes / page);
}

struct semaphore_settings {
    uint64_t each, all, operations, arrays;
};

static int read_semaphores(struct semaphore_settings *ret_settings)
{
    char text[96];
    struct semaphore_settings *s = ret_settings;
    int r = vs_file_read(AT_FDCWD, SEMAPHORES, text, sizeof(text));
    if (r < 0)
        return r;
    int count = sscanf(text, "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64, &s->each, &s->all,
                       &s->operations, &s->arrays);
    return count == 4 ? 0 : -EINVAL;
}

static int set_semaphores(uid_t base, uint64_t count)
{
    struct semaphore_settings now;
    char text[96];
    int r = read_semaphores(&now);
    if (r < 0)
        return r;
    now.all = count == VS_INFINITY ? SEMAPHORES_INFINITY : count;
    (void)snprintf(text, sizeof(text), "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64, now.each,
                   now.all, now.operations, now.arrays);
    return write_setting(base, SEMAPHORES, text);
}

static int set_queues(uid_t base, uint64_t count)
{
    bool lift = count == VS_INFINITY;
    int r = write_number(base, QUEUES, lift ? QUEUES_INFINITY : count);
    return r < 0 ? r : write_number(base, POSIX_QUEUES, lift ? POSIX_QUEUES_INFINITY : count);
}

/* Into the guest's namespace, once; at a start the builder is there already. */
static int enter(const struct vs_limit_target *target)
{
    if (target->pid == 0)
        return 0;
    return setns(target->pidfd, CLONE_NEWIPC) < 0 ? -errno : 0;
}

/*
 * A space that the guest shares has the limits of the guest it belongs to. Source: ioctl_ns(2),
 * NS_GET_USERNS, NS_GET_OWNER_UID.
 */
static bool is_own(const struct vs_limit_target *target)
{
    uid_t owner;
    cleanup_fd int ipc = open("/proc/thread-self/ns/ipc", O_RDONLY | O_CLOEXEC);
    cleanup_fd int user = ipc < 0 ? -1 : ioctl(ipc, NS_GET_USERNS);
    return user >= 0 && ioctl(user, NS_GET_OWNER_UID, &owner) == 0 && owner == target->base;
}

static int set(const struct vs_limit_target *target, struct vs_limit_change *change)
{
    static const struct {
        enum vs_limit_field field;
        int (*set)(uid_t base, uint64_t value);
    } SETTINGS[] = {
        {VS_LIMIT_SHARED_MEMORY, set_shared_memory},
        {VS_LIMIT_SEMAPHORES, set_semaphores},
        {VS_LIMIT_MESSAGE_QUEUES, set_queues},
    };
    int r = enter(target);
    if (r == 0 && !is_own(target))
        return 0;
    for (size_t i = 0; r == 0 && i < sizeof(SETTINGS) / sizeof(SETTINGS[0]); i++) {
        enum vs_limit_field field = SETTINGS[i].field;
        if (!vs_limit_changes(change, field))
            continue;
        r = SETTINGS[i].set(target->base, vs_limit_number(change->to, field));
        (void)vs_limit_refuse(change, field, r == -ENOENT ? -EOPNOTSUPP : r);
    }
    return r == -ENOENT ? -EOPNOTSUPP : r;
}

static uint64_t or_infinity(uint64_t value, uint64_t infinity)
{
    return value >= infinity ? VS_INFINITY : value;
}

static int get(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    uint64_t pages, queues, page = (uint64_t)sysconf(_SC_PAGESIZE);
    struct semaphore_settings semaphores;
    int r = enter(target);
    r = r < 0 ? r : vs_file_read_u64(AT_FDCWD, SHARED_MEMORY, &pages);
    r = r < 0 ? r : read_semaphores(&semaphores);
    r = r < 0 ? r : vs_file_read_u64(AT_FDCWD, QUEUES, &queues);
    if (r < 0)
        return r == -ENOENT ? 0 : r; /* a kernel without it has no limit */
    ret_limit->shared_memory_bytes = pages >= PAGES_INFINITY ? VS_INFINITY : pages * page;
    ret_limit->semaphores = or_infinity(semaphores.all, SEMAPHORES_INFINITY);
    ret_limit->message_queues = queues == QUEUES_INFINITY ? VS_INFINITY : queues;
    return 0;
}

const struct vs_limit_step vs_step_ipc = {VS_FIELD(VS_LIMIT_SHARED_MEMORY) |
                                              VS_FIELD(VS_LIMIT_SEMAPHORES) |
                                              VS_FIELD(VS_LIMIT_MESSAGE_QUEUES),
                                          set, get};
