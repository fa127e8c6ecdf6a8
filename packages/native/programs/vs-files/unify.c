/*
 * A stopped guest's writable layer becomes a lower one, and what lower layers of its own hold
 * becomes stubs over the pool. The root file decides at every moment which layers there are; plain
 * files in a lower layer are as good as stubs, so a job that dies is simply gone on with.
 */
#include "unify.h"
#include "cleanup.h"
#include "files.h"
#include "kernel.h"
#include "layers.h"
#include "parse.h"
#include "poolize.h"
#include "tree-walk.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define STAGE "stage" /* in data/: what poolize has in the making */

/*
 * The new layer is on the disk before the root file names it. That this one is there to stay is
 * waited for when the job ends: until then the file system keeps the order of what changes. Two
 * file systems, as with an image, keep none between them.
 */
static int write_root(struct place *place, int data, const struct vs_guest_root *root)
{
    bool is_image = root->backend == VS_BACKEND_IMAGE;
    int r = is_image ? sync_data(data) : 0;
    r = r < 0 ? r : vs_guest_root_write_after_all(place->dir, root);
    if (r < 0)
        return r;
    place->root = *root;
    return is_image && fsync(place->dir) < 0 ? -errno : 0;
}

static int lower_upper(struct files *files, int data, int upper)
{
    struct place *place = &files->guest;
    struct vs_guest_root root = place->root;
    unsigned count = count_layers(&root);
    char work[40];
    if (count == VS_ROOT_LAYERS_MAX)
        return refuse(files, -EMLINK, "The guest has %u layers: fold them first", count);
    root.upper = free_number(&root);
    memmove(root.layers + 1, root.layers, count * sizeof(root.layers[0]));
    root.layers[0] = place->root.upper;
    int r = make_layer(data, root.upper, upper);
    r = r < 0 ? r : write_root(place, data, &root);
    if (r < 0)
        return r;
    (void)snprintf(work, sizeof(work), "%u/work", root.layers[0]);
    return vs_tree_remove(data, work);
}

/* Whatever the guest has written since the last time goes into a lower layer. */
static int lower_when_used(struct files *files, int data)
{
    cleanup_fd int upper = -1;
    int r = open_layer(data, files->guest.root.upper, &upper);
    r = r < 0 ? r : is_empty(upper);
    if (r != 0)
        return r < 0 ? r : 0;
    if (faccessat(upper, VS_POOL_DIRECTORY, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return refuse(files, -EEXIST,
                      "The guest has a file /" VS_POOL_DIRECTORY ": rename or remove it first");
    return lower_upper(files, data, upper);
}

static int count_entry(void *context, const struct vs_walk_entry *entry)
{
    struct files *files = context;
    files->total += S_ISREG(entry->st->st_mode);
    return tick(files);
}

static void add_poolized(struct results *results, const struct vs_poolize_result *result)
{
    results->files += result->files;
    results->bytes += result->bytes;
    results->pooled += result->pooled;
    results->saved_bytes += result->saved_bytes;
    results->objects += result->objects;
}

static int note_progress(void *context, const struct vs_poolize_result *so_far)
{
    struct files *files = context;
    const struct results *before = files->context;
    files->results = *before;
    add_poolized(&files->results, so_far);
    return tick(files);
}

static void log_plain(struct files *files, uint32_t layer, const struct vs_poolize_result *result)
{
    log_line(files, "layer %u: %llu files, %llu pooled, %llu of them merged, %llu objects new",
             layer, (unsigned long long)result->files, (unsigned long long)result->pooled,
             (unsigned long long)(result->pooled - result->objects),
             (unsigned long long)result->objects);
    if (result->plain[VS_PLAIN_DIFFERS])
        log_line(files, "layer %u: %llu files have a damaged object in the pool: verify", layer,
                 (unsigned long long)result->plain[VS_PLAIN_DIFFERS]);
}

static int open_stage(int data, int *ret_fd)
{
    if (mkdirat(data, STAGE, 0700) < 0 && errno != EEXIST)
        return -errno;
    int fd = openat(data, STAGE, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

static int pool_layer(struct files *files, int data, uint32_t number, struct vs_poolize *what)
{
    struct vs_poolize_result result;
    struct results before = files->results;
    cleanup_fd int layer = -1;
    int r = open_layer(data, number, &layer);
    if (r < 0)
        return r;
    what->root = layer;
    files->context = &before;
    r = vs_poolize(what, &result);
    files->results = before;
    add_poolized(&files->results, &result);
    if (what->stage >= 0)
        log_plain(files, number, &result);
    bool is_whole = r == 0 && !result.plain[VS_PLAIN_DIFFERS] && !result.plain[VS_PLAIN_CHANGED];
    if (what->stage >= 0 && is_whole)
        mark_pooled(data, number);
    return r;
}

/* The newest layer of the guest unified before: guests get the same updates. -1: there is none. */
static int open_last(const struct files *files)
{
    char name[VS_NAME_SIZE] = {0}, path[VS_NAME_SIZE + 16];
    struct vs_guest_root root;
    int layer = -1;
    if (read_last(files, name, sizeof(name)) < 0 || vs_parse_name(name) < 0)
        return -1;
    (void)snprintf(path, sizeof(path), "guests/%s", name);
    cleanup_fd int guest =
        openat(files->storage_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (guest < 0 || vs_guest_root_read(guest, &root) < 0 || !root.layers[0] ||
        root.backend != VS_BACKEND_OVERLAY)
        return -1;
    cleanup_fd int data = openat(guest, "data", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return data >= 0 && open_layer(data, root.layers[0], &layer) == 0 ? layer : -1;
}

struct references {
    int template, last;
};

static int open_references(struct files *files, struct vs_poolize *what, struct references *ret_own)
{
    struct references own = {-1, -1};
    int r = open_template(files, files->guest.root.template_id, &own.template);
    own.last = open_last(files);
    what->references[0] = own.template;
    what->references[1] = own.last;
    what->progress = note_progress;
    what->context = files;
    *ret_own = own;
    return r;
}

static void close_references(struct references *own)
{
    vs_close_fd(&own->template);
    vs_close_fd(&own->last);
}

static int pool_layers(struct files *files, int data, struct vs_pool *pool, int stage)
{
    const struct vs_guest_root *root = &files->guest.root;
    struct vs_poolize what = {.pool = pool, .stage = stage};
    struct references own;
    int r = open_references(files, &what, &own);
    for (unsigned i = 0; r == 0 && i < count_layers(root); i++)
        if (!is_pooled(data, root->layers[i]))
            r = pool_layer(files, data, root->layers[i], &what);
    close_references(&own);
    return r;
}

int predict_layers(struct files *files, int data, struct vs_pool *pool)
{
    const struct vs_guest_root *root = &files->guest.root;
    struct vs_poolize what = {.pool = pool, .stage = -1};
    struct references own;
    int r = open_references(files, &what, &own);
    r = r < 0 ? r : pool_layer(files, data, root->upper, &what);
    for (unsigned i = 0; r == 0 && i < count_layers(root); i++)
        r = pool_layer(files, data, root->layers[i], &what);
    close_references(&own);
    return r;
}

static int count_layer_files(struct files *files, int data)
{
    const struct vs_guest_root *root = &files->guest.root;
    for (unsigned i = 0; i < count_layers(root); i++) {
        cleanup_fd int layer = -1;
        if (is_pooled(data, root->layers[i]))
            continue;
        int r = open_layer(data, root->layers[i], &layer);
        r = r < 0 ? r : vs_tree_walk(layer, count_entry, files);
        if (r < 0)
            return r;
    }
    return 0;
}

static bool is_all_pooled(const struct files *files, int data)
{
    const struct vs_guest_root *root = &files->guest.root;
    for (unsigned i = 0; i < count_layers(root); i++)
        if (!is_pooled(data, root->layers[i]))
            return false;
    return true;
}

static int pool_all(struct files *files, int data)
{
    struct vs_pool pool = {-1, -1, 0, false};
    cleanup_fd int stage = -1;
    int r = count_layer_files(files, data);
    r = r < 0 ? r : open_stage(data, &stage);
    r = r < 0 ? r : vs_pool_open(files->storage_fd, &pool);
    r = r < 0 ? r : pool_layers(files, data, &pool, stage);
    vs_pool_close(&pool);
    if (r == 0)
        write_last(files, files->request.guest);
    return r;
}

int run_unify(struct files *files)
{
    cleanup_fd int data = -1;
    const struct place *place = &files->guest;
    uint32_t upper = place->root.upper;
    if (place->root.backend == VS_BACKEND_TREE)
        return refuse(files, -EOPNOTSUPP, "A guest with a tree of its own shares nothing");
    int r = open_data(place, &data);
    r = r < 0 ? r : remove_strays(data, &place->root);
    r = r < 0 ? r : lower_when_used(files, data);
    if (r == 0 && !is_all_pooled(files, data))
        r = pool_all(files, data);
    if (r == 0 && unlinkat(data, STAGE, AT_REMOVEDIR) < 0 && errno != ENOENT)
        r = -errno;
    if (place->root.upper != upper && fsync(place->dir) < 0 && r == 0)
        r = -errno;
    return r == -EOPNOTSUPP ? refuse(files, r, "The storage cannot hold overlay's attributes") : r;
}
