#include "poolize-batch.h"
#include "cleanup.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define JOURNAL     "times"
#define JOURNAL_NEW "times.new"

void batch_stage_name(uint32_t number, char ret_name[STAGE_NAME_SIZE])
{
    (void)snprintf(ret_name, STAGE_NAME_SIZE, "s%u", number);
}

bool batch_is_full(const struct batch *batch)
{
    return batch->count == BATCH_ITEMS || batch->name_bytes + 256 > BATCH_NAMES ||
           batch->path_bytes + sizeof(struct batch_directory) + TREE_PATH_SIZE > BATCH_PATHS;
}

static struct batch_directory *directory_at(struct batch *batch, uint32_t place)
{
    return (struct batch_directory *)(void *)(batch->paths + place);
}

uint32_t batch_note_directory(struct batch *batch, const char *path, const struct statx *status)
{
    uint32_t place = batch->path_bytes;
    struct batch_directory *directory = directory_at(batch, place);
    size_t length = strlen(path);
    directory->times[0] = (struct timespec){status->stx_atime.tv_sec, status->stx_atime.tv_nsec};
    directory->times[1] = (struct timespec){status->stx_mtime.tv_sec, status->stx_mtime.tv_nsec};
    directory->size = (length + 8) / 8 * 8;
    memset(directory->path + length, 0, directory->size - length);
    memcpy(directory->path, path, length);
    batch->path_bytes += (uint32_t)(sizeof(*directory) + directory->size);
    return place;
}

static int open_noted(int root, const char *path)
{
    int fd = vs_openat2(root, path, O_RDONLY | O_DIRECTORY | O_NOATIME, 0,
                        RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
    return fd < 0 ? -errno : fd;
}

void batch_add(struct batch *batch, uint32_t directory, const char *name, uint32_t number,
               const char *object, bool is_linked)
{
    struct batch_item *item = &batch->items[batch->count++];
    *item = (struct batch_item){.directory = directory,
                                .name = batch->name_bytes,
                                .number = number,
                                .is_linked = is_linked};
    memcpy(item->object, object, sizeof(item->object));
    size_t size = strlen(name) + 1;
    memcpy(batch->names + batch->name_bytes, name, size);
    batch->name_bytes += (uint32_t)size;
}

static int write_journal(const struct batch *batch)
{
    int stage = batch->what->stage;
    cleanup_fd int file =
        openat(stage, JOURNAL_NEW, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return -errno;
    ssize_t n = write(file, batch->paths, batch->path_bytes);
    if (n < 0 || (size_t)n != batch->path_bytes)
        return n < 0 ? -errno : -ENOSPC;
    return renameat(stage, JOURNAL_NEW, stage, JOURNAL) < 0 ? -errno : 0;
}

/* The pool may be on another file system than the tree. */
static int sync_both(const struct vs_poolize *what)
{
    struct statx status;
    if (statx(what->root, "", AT_EMPTY_PATH, STATX_TYPE, &status) < 0)
        return -errno;
    if (makedev(status.stx_dev_major, status.stx_dev_minor) != what->pool->device &&
        syncfs(what->pool->objects) < 0)
        return -errno;
    return syncfs(what->root) < 0 ? -errno : 0;
}

/* Items of one directory stand together, nearly always. */
static int replace_in(struct batch *batch, uint32_t *at)
{
    uint32_t place = batch->items[*at].directory;
    cleanup_fd int dir = open_noted(batch->what->root, directory_at(batch, place)->path);
    if (dir < 0)
        return dir;
    for (; *at < batch->count && batch->items[*at].directory == place; ++*at) {
        char stub[STAGE_NAME_SIZE];
        batch_stage_name(batch->items[*at].number, stub);
        if (renameat(batch->what->stage, stub, dir, batch->names + batch->items[*at].name) < 0)
            return -errno;
    }
    return futimens(dir, directory_at(batch, place)->times) < 0 ? -errno : 0;
}

static int settle_objects(const struct batch *batch)
{
    for (uint32_t i = 0; i < batch->count; i++) {
        int r = batch->items[i].is_linked
                    ? vs_pool_settle(batch->what->pool, batch->items[i].object)
                    : 0;
        if (r < 0)
            return r;
    }
    return 0;
}

static int replace_all(struct batch *batch)
{
    int r = write_journal(batch);
    r = r < 0 ? r : sync_both(batch->what);
    for (uint32_t at = 0; r == 0 && at < batch->count;)
        r = replace_in(batch, &at);
    if (r == 0 && unlinkat(batch->what->stage, JOURNAL, 0) < 0)
        r = -errno;
    return r < 0 ? r : settle_objects(batch);
}

int batch_flush(struct batch *batch)
{
    int r = batch->count ? replace_all(batch) : 0;
    batch->count = batch->path_bytes = batch->name_bytes = 0;
    batch->generation++;
    return r;
}

/* 1: a record; 0: the end. A journal that was cut off has no effect: nothing was renamed then. */
static int read_record(int file, struct batch_directory *ret_record, char ret_path[TREE_PATH_SIZE])
{
    ssize_t n = read(file, ret_record, sizeof(*ret_record));
    if (n != (ssize_t)sizeof(*ret_record))
        return n < 0 ? -errno : 0;
    if (ret_record->size == 0 || ret_record->size > TREE_PATH_SIZE)
        return -EBADMSG;
    n = read(file, ret_path, ret_record->size);
    if (n != (ssize_t)ret_record->size)
        return n < 0 ? -errno : 0;
    ret_path[n - 1] = '\0';
    return 1;
}

static int put_back(int root, int stage)
{
    struct batch_directory record;
    char path[TREE_PATH_SIZE];
    cleanup_fd int file = openat(stage, JOURNAL, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? 0 : -errno;
    for (;;) {
        int r = read_record(file, &record, path);
        if (r <= 0)
            return r;
        cleanup_fd int dir = open_noted(root, path);
        if (dir < 0 && dir != -ENOENT)
            return dir;
        if (dir >= 0 && futimens(dir, record.times) < 0)
            return -errno;
    }
}

/* What begins with 'h' says which stub a hard-linked file has become: it is still needed. 1: there
 * is such. */
static int clear_stage(int stage)
{
    int has_links = 0;
    int copy = openat(stage, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *listing = copy < 0 ? NULL : fdopendir(copy);
    if (!listing)
        return -errno;
    for (struct dirent *entry; (entry = readdir(listing));) {
        has_links |= entry->d_name[0] == 'h';
        if ((entry->d_name[0] == 's' || entry->d_name[0] == 't') &&
            unlinkat(stage, entry->d_name, 0) < 0 && errno != ENOENT)
            return -errno;
    }
    return has_links;
}

int vs_poolize_recover(int root, int stage)
{
    int r = put_back(root, stage);
    return r < 0 ? r : clear_stage(stage);
}
