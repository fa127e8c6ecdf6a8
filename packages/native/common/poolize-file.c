#include "poolize-file.h"
#include "cleanup.h"
#include "stub.h"
#include <stdio.h>
#include <string.h>

#define LINK_NAME_SIZE 32
#define WANTED         (STATX_BASIC_STATS)

struct file {
    const char *name;
    int fd;
    struct statx status;
    char object[VS_POOL_NAME_SIZE];
    bool is_new;   /* there was no such object */
    bool is_known; /* another link of it has been replaced already */
};

static bool may_be_linked(const struct file *file)
{
    return file->status.stx_nlink > 1;
}

/* 1: the object of a reference's stub at this path is this file's content. */
static int try_references(const struct walk *walk, const struct level *level, struct file *file)
{
    for (int i = 0; i < VS_POOLIZE_REFERENCES; i++) {
        if (level->references[i] < 0 ||
            vs_stub_read_at(level->references[i], file->name, file->object) != VS_STUB_POOLED)
            continue;
        int r = vs_pool_has(walk->what->pool, file->object, file->fd, file->status.stx_size);
        if (r != 0)
            return r;
    }
    return 0;
}

/* 0: a new object; 1: an equal one was there. */
static int add(const struct walk *walk, struct file *file)
{
    const struct vs_pool *pool = walk->what->pool;
    uint64_t size = file->status.stx_size;
    if (walk->batch && walk->device != pool->device)
        return vs_pool_add_copy(pool, file->fd, size, file->object);
    int r = vs_pool_sum(file->fd, size, file->object);
    if (r < 0)
        return r;
    if (!walk->batch)
        return vs_pool_has(pool, file->object, file->fd, size);
    r = vs_pool_add_link(pool, file->object, file->fd, size);
    /* One file system, but seen through two mounts. */
    return r == -EXDEV ? vs_pool_add_copy(pool, file->fd, size, file->object) : r;
}

static int find_object(const struct walk *walk, const struct level *level, struct file *file)
{
    int r = try_references(walk, level, file);
    if (r == 1)
        walk->result->unhashed++;
    if (r != 0)
        return r < 0 ? r : 0;
    r = add(walk, file);
    file->is_new = r == 0;
    return r < 0 ? r : 0;
}

static void link_name(const struct file *file, char ret_name[LINK_NAME_SIZE])
{
    (void)snprintf(ret_name, LINK_NAME_SIZE, "h%llu", (unsigned long long)file->status.stx_ino);
}

static bool has_same_metadata(const struct statx *one, const struct statx *other)
{
    return one->stx_size == other->stx_size && one->stx_mode == other->stx_mode &&
           one->stx_uid == other->stx_uid && one->stx_gid == other->stx_gid &&
           one->stx_mtime.tv_sec == other->stx_mtime.tv_sec &&
           one->stx_mtime.tv_nsec == other->stx_mtime.tv_nsec;
}

/*
 * Another link of this file may have become a stub already, perhaps in a run that was cut off: then
 * this name gets the same stub. An inode's number may have come to a new file since, so content and
 * metadata are compared.
 */
static int find_link(const struct walk *walk, struct file *file, const char *stub)
{
    char linked[LINK_NAME_SIZE];
    struct statx status;
    int stage = walk->what->stage;
    link_name(file, linked);
    if (statx(stage, linked, AT_SYMLINK_NOFOLLOW, WANTED, &status) < 0)
        return errno == ENOENT ? 0 : -errno;
    int r = 0;
    if (has_same_metadata(&status, &file->status) &&
        vs_stub_read_at(stage, linked, file->object) == VS_STUB_POOLED)
        r = vs_pool_has(walk->what->pool, file->object, file->fd, file->status.stx_size);
    if (r == 0)
        return unlinkat(stage, linked, 0) < 0 ? -errno : 0;
    if (r < 0 || linkat(stage, linked, stage, stub, 0) < 0)
        return r < 0 ? r : -errno;
    file->is_known = true;
    return 0;
}

/* The last name of a file whose other names have become stubs has no other link any more. */
static bool may_have_stub(const struct walk *walk, const struct file *file)
{
    return walk->has_links || may_be_linked(file);
}

static int make_stub(const struct walk *walk, const struct level *level, struct file *file,
                     const char *stub)
{
    char linked[LINK_NAME_SIZE];
    int stage = walk->what->stage;
    int r = may_have_stub(walk, file) ? find_link(walk, file, stub) : 0;
    if (r < 0 || file->is_known)
        return r;
    r = find_object(walk, level, file);
    r = r < 0 ? r : vs_stub_make(stage, stub, file->fd, &file->status, file->object);
    if (r < 0 || !may_be_linked(file))
        return r;
    link_name(file, linked);
    return linkat(stage, stub, stage, linked, 0) < 0 ? -errno : 0;
}

static void count_pooled(const struct walk *walk, const struct file *file)
{
    struct vs_poolize_result *result = walk->result;
    uint64_t links = walk->batch || !file->status.stx_nlink ? 1 : file->status.stx_nlink;
    result->pooled++;
    if (file->is_known)
        return;
    result->pooled_bytes += file->status.stx_size / links;
    result->objects += file->is_new;
    result->object_bytes += file->is_new ? file->status.stx_size / links : 0;
    result->saved_bytes += file->is_new ? 0 : file->status.stx_blocks * 512 / links;
}

static void note_directory(const struct walk *walk, struct level *level)
{
    if (level->is_noted && level->generation == walk->batch->generation)
        return;
    level->place = batch_note_directory(walk->batch, walk->path, &level->status);
    level->is_noted = true;
    level->generation = walk->batch->generation;
}

static int replace(const struct walk *walk, struct level *level, struct file *file)
{
    char stub[STAGE_NAME_SIZE];
    struct batch *batch = walk->batch;
    if (!batch)
        return find_object(walk, level, file);
    note_directory(walk, level);
    batch_stage_name(++batch->last_number, stub);
    int r = make_stub(walk, level, file, stub);
    if (r == 0)
        batch_add(batch, level->place, file->name, batch->last_number, file->object,
                  walk->device == walk->what->pool->device &&
                      (file->is_new || may_be_linked(file)));
    return r;
}

/* Stubs that take their places let space go. */
static int replace_with_room(const struct walk *walk, struct level *level, struct file *file)
{
    int r = replace(walk, level, file);
    if ((r != -ENOSPC && r != -EDQUOT) || !walk->batch || !walk->batch->count)
        return r;
    r = batch_flush(walk->batch);
    return r < 0 ? r : replace(walk, level, file);
}

static int leave(const struct walk *walk, enum vs_plain reason)
{
    walk->result->plain[reason]++;
    return 0;
}

int poolize_file(const struct walk *walk, struct level *level, const char *name)
{
    struct file file = {.name = name};
    if (statx(level->dir, name, AT_SYMLINK_NOFOLLOW, WANTED, &file.status) < 0)
        return -errno;
    walk->result->files++;
    walk->result->bytes += file.status.stx_size;
    int kind = VS_STUB_NONE;
    if (file.status.stx_size >= VS_POOL_FILE_MIN)
        kind = vs_stub_read_at(level->dir, name, file.object);
    if (kind != VS_STUB_NONE)
        return kind < 0 ? kind : leave(walk, VS_PLAIN_STUB);
    enum vs_plain reason = vs_pool_policy(level->zone, name, &file.status);
    if (reason != VS_PLAIN_NOT)
        return leave(walk, reason);
    cleanup_fd int fd =
        openat(level->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOATIME | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    file.fd = fd;
    int r = replace_with_room(walk, level, &file);
    if (r == -EUCLEAN || r == -EAGAIN)
        return leave(walk, r == -EUCLEAN ? VS_PLAIN_DIFFERS : VS_PLAIN_CHANGED);
    if (r == 0)
        count_pooled(walk, &file);
    return r;
}
