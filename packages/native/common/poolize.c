#include "poolize.h"
#include "cleanup.h"
#include "poolize-file.h"
#include <string.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>

#define DEPTH_MAX 96 /* levels, each with a descriptor for the tree and for each reference */

static int walk_directory(const struct walk *walk, struct level *level);

/* -1 where it is no directory or not there. */
static int open_below(int dir, const char *name)
{
    if (dir < 0)
        return -1;
    return openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NOATIME | O_CLOEXEC);
}

static int look(const struct walk *walk, struct level *level)
{
    if (statx(level->dir, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &level->status) < 0)
        return -errno;
    bool is_ours =
        makedev(level->status.stx_dev_major, level->status.stx_dev_minor) == walk->device;
    return is_ours ? 1 : 0; /* a file system mounted in the tree is not part of it */
}

static int walk_below(const struct walk *walk, const struct level *above, const char *name)
{
    cleanup_fd int dir = open_below(above->dir, name);
    if (dir < 0)
        return -errno;
    int references[VS_POOLIZE_REFERENCES];
    for (int i = 0; i < VS_POOLIZE_REFERENCES; i++)
        references[i] = open_below(above->references[i], name);
    struct level level = {
        .dir = dir, .zone = vs_pool_zone_below(above->zone, name), .depth = above->depth + 1};
    memcpy(level.references, references, sizeof(references));
    int r = look(walk, &level);
    r = r == 1 ? walk_directory(walk, &level) : r;
    for (int i = 0; i < VS_POOLIZE_REFERENCES; i++)
        vs_close_fd(&references[i]);
    return r;
}

static int enter(const struct walk *walk, const struct level *above, const char *name)
{
    size_t length = strlen(walk->path), added = strlen(name) + 1;
    if (above->depth == DEPTH_MAX || length + added + 8 > TREE_PATH_SIZE) {
        walk->result->plain[VS_PLAIN_DEEP]++;
        return 0;
    }
    walk->path[length] = '/';
    memcpy(walk->path + length + 1, name, added);
    int r = walk_below(walk, above, name);
    walk->path[length] = '\0';
    return r;
}

static int begin_batch(const struct walk *walk)
{
    return vs_pool_lock(walk->what->pool, false);
}

static int end_batch(const struct walk *walk)
{
    int r = walk->batch ? batch_flush(walk->batch) : 0;
    vs_pool_unlock(walk->what->pool);
    return r;
}

static int take_file(const struct walk *walk, struct level *level, const char *name)
{
    if (walk->batch && batch_is_full(walk->batch)) {
        int r = end_batch(walk);
        r = r < 0 ? r : begin_batch(walk);
        if (r < 0)
            return r;
    }
    int r = poolize_file(walk, level, name);
    if (r < 0 || !walk->what->progress)
        return r;
    r = walk->what->progress(walk->what->context, walk->result);
    return r < 0 ? r : 0;
}

/* Not every file system tells types while it lists. */
static int type_of(int dir, const struct dirent *entry)
{
    struct statx status;
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type;
    if (statx(dir, entry->d_name, AT_SYMLINK_NOFOLLOW, STATX_TYPE, &status) < 0)
        return -errno;
    return IFTODT(status.stx_mode);
}

static int take_entry(const struct walk *walk, struct level *level, const struct dirent *entry)
{
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
        return 0;
    int type = type_of(level->dir, entry);
    if (type == DT_DIR)
        return enter(walk, level, entry->d_name);
    return type == DT_REG ? take_file(walk, level, entry->d_name) : type < 0 ? type : 0;
}

static int walk_directory(const struct walk *walk, struct level *level)
{
    int copy = openat(level->dir, ".", O_RDONLY | O_DIRECTORY | O_NOATIME | O_CLOEXEC);
    cleanup_dir DIR *listing = copy < 0 ? NULL : fdopendir(copy);
    if (!listing)
        return -errno;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(listing);
        if (!entry)
            return -errno;
        int r = take_entry(walk, level, entry);
        if (r < 0)
            return r;
    }
}

/* Only once every link of a file has become its stub: until then a later run needs them. */
static int forget_links(int stage)
{
    int copy = openat(stage, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *listing = copy < 0 ? NULL : fdopendir(copy);
    if (!listing)
        return -errno;
    for (struct dirent *entry; (entry = readdir(listing));)
        if (entry->d_name[0] == 'h' && unlinkat(stage, entry->d_name, 0) < 0)
            return -errno;
    return 0;
}

static int walk_all(const struct walk *walk)
{
    const struct vs_poolize *what = walk->what;
    struct level root = {.dir = what->root, .zone = VS_ZONE_ROOT};
    memcpy(root.references, what->references, sizeof(root.references));
    int r = look(walk, &root);
    r = r < 0 ? r : begin_batch(walk);
    if (r < 0)
        return r;
    r = walk_directory(walk, &root);
    int ended = end_batch(walk); /* what was reached stays, also when the rest was not */
    r = r < 0 ? r : ended;
    return r < 0 || !walk->batch ? r : forget_links(what->stage);
}

/* 1: the stage has links of a run that was cut off. */
static int open_batch(const struct vs_poolize *what, struct batch **ret_batch)
{
    if (what->stage < 0)
        return 0;
    int r = vs_poolize_recover(what->root, what->stage);
    if (r < 0)
        return r;
    struct batch *batch =
        mmap(NULL, sizeof(*batch), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (batch == MAP_FAILED)
        return -errno;
    batch->what = what;
    *ret_batch = batch;
    return r;
}

int vs_poolize(const struct vs_poolize *what, struct vs_poolize_result *ret_result)
{
    struct statx status;
    char path[TREE_PATH_SIZE] = ".";
    struct walk walk = {.what = what, .result = ret_result, .path = path};
    *ret_result = (struct vs_poolize_result){0};
    if (statx(what->root, "", AT_EMPTY_PATH, STATX_TYPE, &status) < 0)
        return -errno;
    walk.device = makedev(status.stx_dev_major, status.stx_dev_minor);
    int r = open_batch(what, &walk.batch);
    walk.has_links = r == 1;
    r = r < 0 ? r : walk_all(&walk);
    if (walk.batch)
        (void)munmap(walk.batch, sizeof(*walk.batch));
    return r;
}
