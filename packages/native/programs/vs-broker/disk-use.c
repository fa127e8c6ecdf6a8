/*
 * What every guest uses, in one walk over the records of project quota: its time grows with the
 * guests, not with their files. The others are asked one by one, or were measured some time ago.
 */
#include "cleanup.h"
#include "disk-quota.h"
#include "guest.h"
#include "kernel.h"
#include "project.h"
#include "self-test.h"
#include "space.h"
#include "storage.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define GUESTS_MAX  36000 /* as many as there are xids */
#define FILE_NAME   "disk-use"
#define NUMBER_SIZE 24

struct line {
    char name[VS_NAME_SIZE];
    uint32_t project, enforcement;
    struct vs_space space;
    struct vs_space_use use;
    uint64_t measured_at;
    bool is_known;
};

static struct {
    struct line lines[GUESTS_MAX];
    size_t count;
} table;

static uint64_t clock_us(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* No more than the number to look for: a thousand guests are asked for every minute. */
static void add_guest(int guest, const char *name)
{
    struct line *line = &table.lines[table.count];
    struct vs_guest_root root;
    if (vs_guest_root_read_any(guest, &root) < 0)
        return; /* it is being made */
    bool is_apart = root.backend == VS_BACKEND_IMAGE || root.archive[0];
    *line = (struct line){.project = is_apart ? 0 : root.project, .space = VS_SPACE_UNLIMITED};
    (void)snprintf(line->name, sizeof(line->name), "%.*s", VS_NAME_SIZE - 1, name);
    table.count++;
}

static int find_guests(int storage)
{
    int fd = openat(storage, "guests", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    cleanup_dir DIR *guests = fd < 0 ? NULL : fdopendir(fd);
    if (!guests)
        return -errno;
    for (struct dirent *entry; table.count < GUESTS_MAX && (entry = readdir(guests));) {
        if (entry->d_name[0] == '.')
            continue;
        cleanup_fd int guest =
            openat(dirfd(guests), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        if (guest >= 0)
            add_guest(guest, entry->d_name);
    }
    return 0;
}

static int by_project(const void *left, const void *right)
{
    uint32_t a = ((const struct line *)left)->project, b = ((const struct line *)right)->project;
    return a < b ? -1 : a > b;
}

static uint64_t limit_of(uint64_t quota)
{
    return quota ? quota : VS_INFINITY;
}

/* A record without inodes is no guest's: at least its directory has the number. */
static void take_quota(struct line *line, const struct vs_quota *quota, bool enforces)
{
    if (quota->use_inodes == 0)
        return;
    line->is_known = true;
    line->use = (struct vs_space_use){.bytes = quota->use_bytes, .inodes = quota->use_inodes};
    if (!enforces)
        return;
    line->enforcement = VS_ENFORCED_PROJECT;
    line->space.disk_bytes = limit_of(quota->hard_bytes);
    line->space.inodes = limit_of(quota->hard_inodes);
}

/* Both are in the order of the numbers. */
static int walk(int storage)
{
    struct vs_quota_state state;
    struct vs_quota quota;
    uint32_t project = VS_PROJECT_FIRST - 1;
    int r = vs_quota_state(storage, &state);
    for (size_t next = 0; r == 0 && next < table.count && project < VS_PROJECT_LAST;) {
        r = vs_quota_next(storage, project + 1, &project, &quota);
        while (r == 0 && next < table.count && table.lines[next].project < project)
            next++;
        if (r == 0 && next < table.count && table.lines[next].project == project)
            take_quota(&table.lines[next], &quota, state.enforces);
    }
    return r == -ENOENT || r == -ENOSYS || r == -ESRCH ? 0 : r;
}

/* The archive is all that it has. */
static bool ask_archive(int guest, struct vs_space_use *ret_use)
{
    struct stat st;
    if (fstatat(guest, VS_ARCHIVE_NAME, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return false;
    *ret_use = (struct vs_space_use){.bytes = (uint64_t)st.st_blocks * 512, .inodes = 1};
    return true;
}

/* Its own file system or subvolume tells, or what was measured. */
static void ask_one(int storage, struct line *line)
{
    char path[sizeof("guests/") + VS_NAME_SIZE];
    struct vs_guest_root root;
    (void)snprintf(path, sizeof(path), "guests/%s", line->name);
    cleanup_fd int guest = openat(storage, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (guest < 0 || vs_guest_root_read_any(guest, &root) < 0)
        return;
    if (root.archive[0]) {
        line->is_known = ask_archive(guest, &line->use);
        return;
    }
    const struct vs_space_guest whose = {.dir = guest, .root = &root};
    const struct vs_space_method *method = vs_space_method(&whose);
    line->enforcement = method ? method->enforcement : VS_ENFORCED_NOT;
    line->is_known =
        method ? method->get(&whose, &line->space) == 0 && method->use(&whose, &line->use) == 0
               : vs_space_read_measured(guest, &line->use, &line->measured_at) == 0;
}

static void ask_others(int storage, uint64_t now_ms)
{
    for (size_t i = 0; i < table.count; i++) {
        table.lines[i].measured_at = now_ms;
        if (!table.lines[i].is_known)
            ask_one(storage, &table.lines[i]);
    }
}

static const char *limit_text(uint64_t limit, char text[NUMBER_SIZE])
{
    if (limit == VS_INFINITY)
        return "-";
    (void)snprintf(text, NUMBER_SIZE, "%" PRIu64, limit);
    return text;
}

/* NAME ENFORCEMENT BYTES INODES BYTES_LIMIT INODES_LIMIT MEASURED_AT */
static int write_line(FILE *file, const struct line *line)
{
    char bytes[NUMBER_SIZE], inodes[NUMBER_SIZE];
    int n = fprintf(file, "%s %u %" PRIu64 " %" PRIu64 " %s %s %" PRIu64 "\n", line->name,
                    line->enforcement, line->use.bytes, line->use.inodes,
                    limit_text(line->space.disk_bytes, bytes),
                    limit_text(line->space.inodes, inodes), line->measured_at);
    return n < 0 ? -EIO : 0;
}

static int fill(FILE *file, gid_t gid, uint32_t *ret_count)
{
    uint32_t count = 0;
    for (size_t i = 0; i < table.count; i++) {
        if (!table.lines[i].is_known)
            continue;
        if (write_line(file, &table.lines[i]) < 0)
            return -EIO;
        count++;
    }
    if (fflush(file) != 0 || fchown(fileno(file), 0, gid) < 0 || fchmod(fileno(file), 0640) < 0)
        return -errno;
    *ret_count = count;
    return 0;
}

/* By rename, with a name of its own: two may be asked for at once. */
static int write_file(const struct vs_layout_record *layout, uint32_t *ret_count)
{
    char path[2 * VS_PATH_SIZE], temporary[2 * VS_PATH_SIZE + 16];
    (void)snprintf(path, sizeof(path), "%s/" FILE_NAME, layout->run);
    (void)snprintf(temporary, sizeof(temporary), "%s.%d", path, getpid());
    FILE *file = fopen(temporary, "we");
    if (!file)
        return -errno;
    int r = fill(file, layout->agent_gid, ret_count);
    (void)fclose(file);
    if (r == 0 && rename(temporary, path) < 0)
        r = -errno;
    if (r < 0)
        (void)unlink(temporary);
    return r;
}

int disk_use(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    (void)request;
    struct vs_disk_use_reply *reply = (void *)ret_answer->bytes;
    struct vs_failure *failure = &ret_answer->failure;
    uint64_t begun = clock_us(CLOCK_MONOTONIC);
    reply->measured_at = clock_us(CLOCK_REALTIME) / 1000;
    cleanup_fd int storage = open_storage(&broker->layout, ".");
    int r = vs_fail(failure, "storage", storage < 0 ? storage : 0);
    r = r < 0 ? r : vs_fail(failure, "guests", find_guests(storage));
    qsort(table.lines, table.count, sizeof(table.lines[0]), by_project);
    r = r < 0 ? r : vs_fail(failure, "quota", walk(storage));
    if (r == 0)
        ask_others(storage, reply->measured_at);
    r = r < 0 ? r : vs_fail(failure, "file", write_file(&broker->layout, &reply->guests));
    reply->duration_us = clock_us(CLOCK_MONOTONIC) - begun;
    reply->enforcement = vs_self_test_enforcement(storage);
    return r;
}
