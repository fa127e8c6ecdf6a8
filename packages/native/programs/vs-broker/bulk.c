#include "bulk.h"
#include "bulk-permit.h"
#include "cleanup.h"
#include "kernel.h"
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define ID_SIZE 12

/* Permits outlive the broker, so their clock is the calendar's. */
static uint64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void tell(const struct vs_bulk_permit *permit, const char *what, uid_t uid)
{
    (void)fprintf(stderr, "vs-broker: permit %u to %s %u guests: %s (user %u, %u left).\n",
                  permit->id, vs_bulk_kind_word(permit->kind), permit->count, what, uid,
                  permit->left);
}

static int save(const struct broker *broker, const struct vs_bulk_permit *permit)
{
    char name[ID_SIZE];
    struct vs_state state;
    (void)snprintf(name, sizeof(name), "%u", permit->id);
    vs_bulk_format(permit, &state);
    return vs_state_write(broker->bulk_fd, name, &state, 0, false);
}

static int forget(const struct broker *broker, struct vs_bulk_permit *permit)
{
    char name[ID_SIZE];
    (void)snprintf(name, sizeof(name), "%u", permit->id);
    *permit = (struct vs_bulk_permit){0};
    return unlinkat(broker->bulk_fd, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}

static void update_all(struct broker *broker)
{
    for (int i = 0; i < VS_BULK_MAX; i++) {
        struct vs_bulk_permit *permit = &broker->permits[i];
        struct vs_bulk_permit before = *permit;
        vs_bulk_update(permit, now_ms());
        if (before.id == 0 || permit->id)
            continue;
        tell(&before, "has expired", 0);
        (void)forget(broker, &before);
    }
}

/* With id 0 an unused entry. */
static struct vs_bulk_permit *find(struct broker *broker, uint32_t id)
{
    for (int i = 0; i < VS_BULK_MAX; i++)
        if (broker->permits[i].id == id)
            return &broker->permits[i];
    return NULL;
}

static void load(struct broker *broker, const char *name)
{
    struct vs_state state;
    struct vs_bulk_permit permit;
    char expected[ID_SIZE];
    struct vs_bulk_permit *place = find(broker, 0);
    if (!place || vs_state_read(broker->bulk_fd, name, &state) < 0 ||
        vs_bulk_parse(&state, &permit) < 0)
        return;
    (void)snprintf(expected, sizeof(expected), "%u", permit.id);
    if (!strcmp(name, expected) && !find(broker, permit.id))
        *place = permit;
}

int bulk_open(struct broker *broker)
{
    char path[VS_PATH_SIZE + sizeof("/bulk")];
    (void)snprintf(path, sizeof(path), "%s/bulk", broker->layout.run);
    broker->bulk_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    int copy = broker->bulk_fd < 0 ? -1 : fcntl(broker->bulk_fd, F_DUPFD_CLOEXEC, 0);
    cleanup_dir DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries)
        return -errno;
    for (struct dirent *entry; (entry = readdir(entries));)
        if (entry->d_name[0] != '.')
            load(broker, entry->d_name);
    update_all(broker);
    return 0;
}

bool bulk_has_ended(const struct broker *broker, const struct vs_guest_reply *run)
{
    for (int i = 0; i < ENDED_MAX; i++)
        if (broker->ended[i].pid == run->pid && broker->ended[i].pid_start == run->pid_start)
            return true;
    return false;
}

void bulk_note_end(struct broker *broker, const struct vs_guest_reply *run)
{
    struct ended_run *place = &broker->ended[broker->ended_next++ % ENDED_MAX];
    *place = (struct ended_run){.pid = run->pid, .pid_start = run->pid_start};
}

/* Noted before the act: a crash between may waste one, but never give one too many. */
static int use(struct broker *broker, struct vs_bulk_permit *permit, uid_t uid, const char *name)
{
    (void)fprintf(stderr, "vs-broker: permit %u: %s %s.\n", permit->id,
                  vs_bulk_kind_word(permit->kind), name);
    if (permit->left > 0)
        return save(broker, permit);
    tell(permit, "is used up", uid);
    return forget(broker, permit);
}

int bulk_admit(struct broker *broker, const struct connection *from, uint32_t kind,
               const char *name, struct vs_failure *ret_failure)
{
    static const char *const STAGES[] = {
        [VS_BULK_STOP] = "stop-rate", [VS_BULK_DELETE] = "delete-rate"};
    if (from->uid == 0) { /* root needs no broker to stop a guest; it is only written down */
        (void)fprintf(stderr, "vs-broker: root: %s %s.\n", vs_bulk_kind_word(kind), name);
        return 0;
    }
    if (brake_take(&broker->brakes[kind], monotonic_ms()))
        return 0;
    update_all(broker);
    for (int i = 0; i < VS_BULK_MAX; i++)
        if (vs_bulk_take(&broker->permits[i], kind))
            return vs_fail(ret_failure, "permit",
                           use(broker, &broker->permits[i], from->uid, name));
    return vs_fail(ret_failure, STAGES[kind], -EAGAIN);
}

static uint32_t choose_id(struct broker *broker)
{
    uint32_t id = 0;
    while (id == 0 || find(broker, id)) {
        if (getrandom(&id, sizeof(id), 0) != sizeof(id))
            return 0;
        id = VS_BULK_ID_MIN + id % (VS_BULK_ID_MAX - VS_BULK_ID_MIN + 1);
    }
    return id;
}

int bulk_ask(struct broker *broker, const struct connection *from, const void *request,
             struct answer *ret_answer)
{
    update_all(broker);
    struct vs_bulk_permit *place = find(broker, 0);
    uint32_t id = choose_id(broker);
    if (!place || !id)
        return vs_fail(&ret_answer->failure, "permits", -EBUSY);
    struct vs_bulk_permit permit = vs_bulk_make(request, id, now_ms());
    int r = save(broker, &permit);
    if (r < 0)
        return vs_fail(&ret_answer->failure, "permit", r);
    *place = permit;
    tell(place, "asked for, waits for vs-confirm", from->uid);
    memcpy(ret_answer->bytes, place, sizeof(*place));
    return 0;
}

int bulk_list(struct broker *broker, const struct connection *from, const void *request,
              struct answer *ret_answer)
{
    (void)from;
    (void)request;
    update_all(broker);
    memcpy(ret_answer->bytes, broker->permits, sizeof(broker->permits));
    return 0;
}

int bulk_withdraw(struct broker *broker, const struct connection *from, const void *request,
                  struct answer *ret_answer)
{
    const struct vs_bulk_id *wanted = request;
    update_all(broker);
    struct vs_bulk_permit *permit = find(broker, wanted->id);
    if (!permit)
        return vs_fail(&ret_answer->failure, "permit", -ENOENT);
    tell(permit, "withdrawn", from->uid);
    return vs_fail(&ret_answer->failure, "permit", forget(broker, permit));
}

int bulk_confirm(struct broker *broker, const struct connection *from, const void *request,
                 struct answer *ret_answer)
{
    const struct vs_bulk_id *wanted = request;
    if (!from->may_confirm)
        return vs_fail(&ret_answer->failure, "root-only", -EPERM);
    update_all(broker);
    struct vs_bulk_permit *permit = find(broker, wanted->id);
    if (!permit)
        return vs_fail(&ret_answer->failure, "permit", -ENOENT);
    struct vs_bulk_permit confirmed = *permit;
    uint64_t delay_ms = wanted->flags & VS_BULK_AT_ONCE ? 0 : broker->bulk_delay_ms;
    int r = vs_bulk_confirm(&confirmed, delay_ms, now_ms());
    r = r < 0 ? r : save(broker, &confirmed);
    if (r < 0)
        return vs_fail(&ret_answer->failure, "permit", r);
    *permit = confirmed;
    tell(permit, "confirmed", from->uid);
    vs_bulk_update(permit, now_ms());
    memcpy(ret_answer->bytes, permit, sizeof(*permit));
    return 0;
}
