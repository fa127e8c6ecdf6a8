/*
 * Mark and sweep. An object stays when a file of any guest, template or deleted guest refers to it,
 * or when it is younger than the begin of the marking; whoever refers to an older one meanwhile
 * renews it, see vs_pool_mark().
 */
#include "backend.h"
#include "cleanup.h"
#include "files.h"
#include "form.h"
#include "guest-lock.h"
#include "kernel.h"
#include "object-set.h"
#include "owners.h"
#include "stub.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

#define BATCH 256 /* objects for which others wait */

struct sweep {
    struct files *files;
    struct vs_pool pool;
    struct vs_object_set marks;
    struct timespec begin; /* by the clock of the file systems' times, which lags behind */
};

static int begin_marking(struct sweep *sweep)
{
    int r = vs_pool_lock(&sweep->pool, true);
    if (r < 0)
        return r;
    r = vs_pool_mark(&sweep->pool, true);
    (void)clock_gettime(CLOCK_REALTIME_COARSE, &sweep->begin);
    vs_pool_unlock(&sweep->pool);
    return r;
}

static int mark_entry(void *context, const struct vs_walk_entry *entry)
{
    struct sweep *sweep = context;
    char name[VS_POOL_NAME_SIZE];
    sweep->files->results.files++;
    int r = tick(sweep->files);
    if (r < 0 || !S_ISREG(entry->st->st_mode) || entry->st->st_size == 0)
        return r;
    r = vs_stub_read_at(entry->dir, entry->name, name);
    if (r == -ENOENT) /* gone meanwhile */
        return 0;
    if (r < 0 || !vs_pool_is_name(name))
        return r < 0 ? r : 0;
    r = vs_object_set_add(&sweep->marks, name);
    return r < 0 ? r : 0;
}

static bool is_in_use(const struct sweep *sweep, const struct owner *owner)
{
    char path[256];
    if (strcmp(owner->kind, "guests") ||
        vs_layout_run(&sweep->files->layout, "guests", owner->name, "", path, sizeof(path)) < 0)
        return false;
    cleanup_fd int run = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return run >= 0 && vs_guest_try_lock(run) < 0;
}

/* What it refers to would be taken for what nobody needs, and it could never be brought back. */
static int require_template(struct files *files, const struct owner *owner)
{
    struct vs_guest_root root;
    cleanup_fd int template = -1;
    if (strcmp(owner->kind, "guests") || owner->name[0] == '.' ||
        vs_guest_root_read(owner->dir, &root) < 0)
        return 0;
    if (open_template(files, root.template_id, &template) != -ENOENT)
        return 0;
    return refuse(files, -ENODATA,
                  "Template %s of guest %s is missing: bring it back or delete the guest first",
                  root.template_id, owner->name);
}

static int mark_owner(struct files *files, const struct owner *owner)
{
    struct sweep *sweep = files->context;
    int r = require_template(files, owner);
    if (r < 0)
        return r;
    r = walk_owner(owner, mark_entry, sweep);
    /*
     * A running guest may move its directories. What it refers to, the layers below it do too, and
     * those were looked at or are of its template.
     */
    if (r == -ESTALE && is_in_use(sweep, owner))
        return 0;
    if (r < 0 && r != -ECANCELED)
        log_line(files, "%s/%s cannot be looked through: %s", owner->kind, owner->name,
                 strerror(-r));
    return r;
}

static int sweep_object(struct sweep *sweep, const char *name)
{
    struct results *results = &sweep->files->results;
    struct stat st;
    if (fstatat(sweep->pool.objects, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? 0 : -errno;
    if (is_since(&st, &sweep->begin))
        return 0;
    if (vs_pool_is_name(name) && vs_object_set_has(&sweep->marks, name)) {
        int r = vs_pool_settle(&sweep->pool, name);
        return r < 0 ? r : 0;
    }
    if (unlinkat(sweep->pool.objects, name, 0) < 0)
        return -errno;
    results->objects++;
    if (st.st_nlink == 1)
        results->saved_bytes += (uint64_t)st.st_blocks * 512;
    return 0;
}

/* Returns how many were looked at; fewer than BATCH at the end. */
static int sweep_batch(struct sweep *sweep, DIR *entries)
{
    int count = 0;
    while (count < BATCH) {
        errno = 0;
        const struct dirent *entry = readdir(entries);
        if (!entry)
            return errno ? -errno : count;
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        int r = sweep_object(sweep, entry->d_name);
        if (r < 0)
            return r;
        count++;
    }
    return count;
}

static int sweep_objects(struct sweep *sweep)
{
    int copy = openat(sweep->pool.objects, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries)
        return -errno;
    for (int count = BATCH; count == BATCH;) {
        int r = vs_pool_lock(&sweep->pool, true);
        count = r < 0 ? r : sweep_batch(sweep, entries);
        vs_pool_unlock(&sweep->pool);
        r = count < 0 ? count : tick(sweep->files);
        if (r < 0)
            return r;
    }
    return 0;
}

static int end_marking(struct sweep *sweep)
{
    int r = vs_pool_lock(&sweep->pool, true);
    r = r < 0 ? r : vs_pool_mark(&sweep->pool, false);
    vs_pool_unlock(&sweep->pool);
    return r;
}

/* What work that died has left beside its guest. */
static int remove_unfinished(struct files *files, const struct owner *owner)
{
    char entry[VS_NAME_SIZE + 1];
    cleanup_fd int lock = -1;
    size_t length = strlen(owner->name), ending = strlen(VS_FORM_ENDING);
    if (strcmp(owner->kind, "guests") || owner->name[0] != '.' || length <= ending ||
        length - ending >= sizeof(entry) ||
        strcmp(owner->name + length - ending, VS_FORM_ENDING))
        return 0;
    (void)snprintf(entry, sizeof(entry), "%.*s", (int)(length - ending), owner->name);
    if (lock_entry(files, entry, &lock) < 0) /* it goes on */
        return 0;
    return vs_backend_remove(owner->parent, owner->name);
}

int run_sweep(struct files *files)
{
    struct sweep own = {.files = files}, *sweep = &own;
    files->context = sweep;
    int r = vs_pool_open(files->storage_fd, &sweep->pool);
    r = r < 0 ? r : begin_marking(sweep);
    if (r < 0)
        return r;
    begin_step(files, "mark", 0);
    r = each_owner(files, NULL, remove_unfinished);
    r = r < 0 ? r : each_owner(files, NULL, mark_owner);
    /* What was renamed meanwhile may have been missed at both of its names. */
    r = r < 0 ? r : each_owner(files, &sweep->begin, mark_owner);
    if (r == 0) {
        begin_step(files, "sweep", 80);
        r = sweep_objects(sweep);
    }
    int ended = end_marking(sweep);
    vs_object_set_free(&sweep->marks);
    vs_pool_close(&sweep->pool);
    return r < 0 ? r : ended;
}
