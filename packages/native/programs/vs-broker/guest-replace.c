/*
 * Both trees change places in one rename, so that the guest has the old files or the new at any
 * moment. What it had then goes to bin/~NAME.SECONDS, where it lies like what was deleted, and can
 * be taken back from there. Who asked for it names the seconds; the new tree bears them as a mark,
 * so that the same request does nothing that is done and goes on when it was cut off.
 */
#include "guest-replace.h"
#include "check.h"
#include "cleanup.h"
#include "file.h"
#include "guest-create.h"
#include "guest-delete.h"
#include "guest.h"
#include "image.h"
#include "kernel.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#define CLOCK_SLACK 60 /* seconds that the agent's clock may be ahead */

/* Nobody can take back more than the last, and each is as large as the guest may be. */
#define KEPT_MAX 3

#define MARK "renewed"

struct exchange {
    const struct vs_guest_replace *request;
    int guests, bin;
    bool is_done; /* the guest has the other files: what fails now is no refusal any more */
};

static void name_of(const struct exchange *exchange, uint64_t seconds, char ret_name[96])
{
    (void)snprintf(ret_name, 96, "~%s.%" PRIu64, exchange->request->create.name, seconds);
}

/* How often the guest's files were put away and are still there. */
static int count_kept(const struct exchange *exchange)
{
    char start[VS_NAME_SIZE + 2];
    int count = 0;
    int length = snprintf(start, sizeof(start), "~%s.", exchange->request->create.name);
    int copy = openat(exchange->bin, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries)
        return -errno;
    for (struct dirent *entry; (entry = readdir(entries));)
        count += strncmp(entry->d_name, start, (size_t)length) == 0;
    return count;
}

static bool is_there(int dir, const char *name)
{
    return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int check_guest_replace(const void *request, struct vs_failure *ret_failure)
{
    const struct vs_guest_replace *replace = request;
    uint64_t latest = (uint64_t)time(NULL) + CLOCK_SLACK;
    if (check_guest_create(&replace->create, ret_failure) < 0)
        return ret_failure->error;
    if (replace->away == 0 || replace->away > latest)
        return vs_fail(ret_failure, "away", -EINVAL);
    if (replace->take > latest || replace->take == replace->away)
        return vs_fail(ret_failure, "take", -EINVAL);
    return 0;
}

/* Before the exchange, and on the disk before it, as the root file is, without which the rest is
 * nothing. */
static int mark(int parent, const char *name, uint64_t seconds)
{
    char text[24];
    int length = snprintf(text, sizeof(text), "%" PRIu64 "\n", seconds);
    cleanup_fd int dir = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0)
        return -errno;
    cleanup_fd int root = openat(dir, "root", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (root < 0 || fsync(root) < 0)
        return -errno;
    cleanup_fd int file =
        openat(dir, MARK, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return -errno;
    ssize_t written = write(file, text, (size_t)length);
    if (written != length)
        return written < 0 ? -errno : -EIO;
    return fsync(file) < 0 || fsync(dir) < 0 ? -errno : 0;
}

static bool has_mark(int parent, const char *name, uint64_t seconds)
{
    uint64_t found;
    cleanup_fd int dir = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return dir >= 0 && vs_file_read_u64(dir, MARK, &found) == 0 && found == seconds;
}

int admit_replace(struct broker *broker, const struct connection *from, const void *request,
                  struct vs_failure *ret_failure)
{
    const struct vs_guest_replace *replace = request;
    cleanup_fd int guests = open_storage(&broker->layout, "guests");
    if (guests >= 0 && has_mark(guests, replace->create.name, replace->away))
        return 0; /* was admitted when it was done */
    return admit_delete(broker, from, request, ret_failure);
}

static int change_places(struct exchange *exchange, int from, const char *name)
{
    const struct vs_guest_replace *request = exchange->request;
    int r = mark(from, name, request->away);
    if (r < 0)
        return r;
    if (renameat2(from, name, exchange->guests, request->create.name, RENAME_EXCHANGE) < 0)
        return -errno;
    exchange->is_done = true;
    return 0;
}

static int place(void *argument, int guests, const char *temporary)
{
    return change_places(argument, guests, temporary);
}

/* What the guest had is where the new tree was; a request that was cut off may have moved it. */
static int put_away(const struct exchange *exchange)
{
    char away[96], left[96];
    const struct vs_guest_replace *request = exchange->request;
    int from = request->take ? exchange->bin : exchange->guests;
    name_of(exchange, request->away, away);
    if (request->take)
        name_of(exchange, request->take, left);
    else
        temporary_name(request->create.name, left);
    if (renameat2(from, left, exchange->bin, away, RENAME_NOREPLACE) < 0 && errno != ENOENT)
        return -errno;
    return fsync(exchange->bin) < 0 || fsync(exchange->guests) < 0 ? -errno : 0;
}

/* An image that was put away may grow again. */
static int reserve(const struct exchange *exchange, const char *kept, int *ret_reserve)
{
    uint64_t bytes = vs_image_unwritten(exchange->bin, kept);
    if (bytes == 0)
        return 0;
    int r = vs_image_reserve(exchange->guests, bytes, exchange->request->create.name);
    if (r >= 0)
        *ret_reserve = r;
    return r < 0 ? r : 0;
}

/* Locked against the sweeper, which has it or may begin to when its time is over. */
static int take_back(const struct broker *broker, struct exchange *exchange,
                     struct vs_failure *failure)
{
    char kept[96];
    cleanup_lock int held = -1;
    uint64_t since = exchange->request->take;
    name_of(exchange, since, kept);
    cleanup_fd int dir =
        openat(exchange->bin, kept, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0 || flock(dir, LOCK_EX | LOCK_NB) < 0 || !is_there(exchange->bin, kept) ||
        since + broker->bin_seconds <= (uint64_t)time(NULL))
        return vs_fail(failure, "bin", -ENOENT);
    int r = vs_fail(failure, "disk-reserve", reserve(exchange, kept, &held));
    return r < 0 ? r : vs_fail(failure, "storage", change_places(exchange, exchange->bin, kept));
}

static int renew(const struct broker *broker, struct exchange *exchange, struct vs_failure *failure)
{
    int kept = count_kept(exchange);
    if (kept < 0 || kept >= KEPT_MAX)
        return vs_fail(failure, "kept", kept < 0 ? kept : -EDQUOT);
    return make_files(broker, &exchange->request->create, place, exchange, failure);
}

static int exchange_files(const struct broker *broker, struct exchange *exchange,
                          struct vs_failure *failure)
{
    const struct vs_guest_replace *request = exchange->request;
    const char *name = request->create.name;
    char away[96];
    if (!is_there(exchange->guests, name))
        return vs_fail(failure, "storage", -ENOENT);
    exchange->is_done = has_mark(exchange->guests, name, request->away);
    name_of(exchange, request->away, away);
    if (!exchange->is_done && is_there(exchange->bin, away))
        return vs_fail(failure, "away", -EEXIST);
    int r = 0;
    if (!exchange->is_done)
        r = request->take ? take_back(broker, exchange, failure) : renew(broker, exchange, failure);
    return r < 0 ? r : vs_fail(failure, "bin-rename", put_away(exchange));
}

/* The supervisor of the last run may still be letting its overlay go. */
static int wait_unused(int guests, const char *name, int *ret_dir)
{
    cleanup_fd int dir = openat(guests, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0)
        return errno == ENOENT ? 0 : -errno;
    if (flock(dir, LOCK_EX) < 0)
        return -errno;
    *ret_dir = vs_steal_fd(&dir);
    return 0;
}

int guest_replace(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    struct vs_failure *failure = &ret_answer->failure;
    struct exchange exchange = {.request = request};
    const char *name = exchange.request->create.name;
    cleanup_fd int run = -1;
    cleanup_lock int data = -1;
    cleanup_fd int guests = open_storage(&broker->layout, "guests");
    cleanup_fd int bin = open_storage(&broker->layout, "bin");
    if (guests < 0 || bin < 0)
        return vs_fail(failure, "storage", guests < 0 ? guests : bin);
    int r = vs_fail(failure, "running", hold_guest(&broker->layout, name, &run));
    r = r < 0 ? r : vs_fail(failure, "running", wait_unused(guests, name, &data));
    if (r < 0)
        return r;
    exchange.guests = guests;
    exchange.bin = bin;
    r = exchange_files(broker, &exchange, failure);
    if (r < 0 && exchange.is_done) {
        *failure = (struct vs_failure){0};
        return vs_fail(failure, "exchanged", r);
    }
    return r;
}
