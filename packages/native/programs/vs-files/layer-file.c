#include "layer-file.h"
#include "cleanup.h"
#include "kernel.h"
#include "layers.h"
#include "pool-policy.h"
#include "stub.h"
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#define PIECE 131072

int open_layer_files(struct layer_files *layer, bool with_upper)
{
    const struct vs_guest_root *root = layer->root;
    int count = 0, r = 0;
    bool is_tree = root->backend == VS_BACKEND_TREE; /* its files are no stubs */
    memset(layer->sources, 0xff, sizeof(layer->sources));
    if (with_upper)
        r = open_layer(layer->data, root->upper, &layer->sources[count++]);
    for (unsigned i = 0; r == 0 && !is_tree && i < count_layers(root); i++)
        r = open_layer(layer->data, root->layers[i], &layer->sources[count++]);
    layer->like = count ? layer->sources[0] : -1;
    return r < 0 ? r : open_template(layer->files, root->template_id, &layer->sources[count]);
}

void close_layer_files(struct layer_files *layer)
{
    for (size_t i = 0; i < sizeof(layer->sources) / sizeof(layer->sources[0]); i++)
        vs_close_fd(&layer->sources[i]);
}

/* Its directory in a source, and its name there. */
static int open_parent(int source, const char *path, const char **ret_name)
{
    char directory[PATH_MAX];
    const char *slash = strrchr(path, '/');
    *ret_name = slash ? slash + 1 : path;
    if (!slash)
        return openat(source, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    (void)snprintf(directory, sizeof(directory), "%.*s", (int)(slash - path), path);
    return vs_openat2(source, directory, O_PATH | O_DIRECTORY, 0,
                      RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

static bool is_same(const struct stat *one, const struct stat *other)
{
    return one->st_ino == other->st_ino && one->st_size == other->st_size &&
           one->st_ctim.tv_sec == other->st_ctim.tv_sec &&
           one->st_ctim.tv_nsec == other->st_ctim.tv_nsec;
}

/*
 * The object behind a file of the view, found by the stub that the view shows. False when there is
 * none, or when it lies elsewhere because a directory was renamed: then it is found by its content.
 */
static bool find_object(const struct layer_files *layer, const struct vs_difference_file *file,
                        char ret_name[VS_POOL_NAME_SIZE])
{
    const char *name;
    struct stat st;
    if (!file->path || file->st->st_size < (off_t)VS_POOL_FILE_MIN)
        return false;
    for (int i = 0; layer->sources[i] >= 0; i++) {
        cleanup_fd int parent = open_parent(layer->sources[i], file->path, &name);
        if (parent < 0 || fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
            !is_same(&st, file->st))
            continue;
        return vs_stub_read_at(parent, name, ret_name) == VS_STUB_POOLED;
    }
    return false;
}

static enum vs_pool_zone zone_of(const char *path)
{
    enum vs_pool_zone zone = VS_ZONE_ROOT;
    char directory[NAME_MAX + 1];
    if (!path)
        return VS_ZONE_OTHER;
    for (const char *end; (end = strchr(path, '/')); path = end + 1) {
        (void)snprintf(directory, sizeof(directory), "%.*s", (int)(end - path), path);
        zone = vs_pool_zone_below(zone, directory);
    }
    return zone;
}

/* Whoever refers to an object while a sweep marks renews it. */
static int renew(const struct layer_files *layer, const char *name)
{
    const struct vs_pool *pool = &layer->views->pool;
    if (!pool->is_marking)
        return 0;
    return utimensat(pool->objects, name, NULL, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

/* 1: `ret_name` is an object of this content; 0: the file is not to be pooled. */
static int pool_content(const struct layer_files *layer, const struct vs_difference_file *file,
                        int fd, const struct statx *st, char ret_name[VS_POOL_NAME_SIZE])
{
    if (find_object(layer, file, ret_name)) {
        int r = renew(layer, ret_name);
        return r < 0 ? r : 1;
    }
    if (vs_pool_policy(zone_of(file->path), file->from.name, st) != VS_PLAIN_NOT)
        return 0;
    int r = vs_pool_add_copy(&layer->views->pool, fd, st->stx_size, ret_name);
    if (r == -EUCLEAN || r == -EAGAIN)
        return 0;
    layer->files->results.objects += r == 0;
    return r < 0 ? r : 1;
}

/* copy_file_range(2) refuses to read from an overlay into what lies below it. */
static int copy_range(int from, int to, off_t start, off_t end)
{
    char bytes[PIECE];
    while (start < end) {
        size_t piece = end - start < (off_t)PIECE ? (size_t)(end - start) : PIECE;
        ssize_t n = pread(from, bytes, piece, start);
        if (n <= 0)
            return n < 0 ? -errno : -EIO;
        ssize_t written = pwrite(to, bytes, (size_t)n, start);
        if (written <= 0)
            return written < 0 ? -errno : -EIO;
        start += written;
    }
    return 0;
}

/* Holes stay holes. */
static int copy_content(int from, int to, off_t size)
{
    if (ftruncate(to, size) < 0)
        return -errno;
    for (off_t end = 0; end < size;) {
        off_t start = lseek(from, end, SEEK_DATA);
        if (start < 0)
            return errno == ENXIO ? 0 : -errno;
        end = lseek(from, start, SEEK_HOLE);
        int r = end < 0 ? -errno : copy_range(from, to, start, end);
        if (r < 0)
            return r;
    }
    return 0;
}

static int write_plain(const struct vs_difference_file *file, int fd)
{
    cleanup_fd int to =
        openat(file->to.dir, file->to.name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    return to < 0 ? -errno : copy_content(fd, to, file->st->st_size);
}

/* On a file system that can, the tree shares the object's blocks. */
static bool share_blocks(const struct layer_files *layer, const struct vs_difference_file *file)
{
    char name[VS_POOL_NAME_SIZE];
    if (!find_object(layer, file, name))
        return false;
    cleanup_fd int object =
        openat(layer->views->pool.objects, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    cleanup_fd int to =
        openat(file->to.dir, file->to.name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    return object >= 0 && to >= 0 && ioctl(to, FICLONE, object) == 0;
}

static int write_open(const struct layer_files *layer, const struct vs_difference_file *file,
                      int fd)
{
    char name[VS_POOL_NAME_SIZE];
    struct statx st;
    if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &st) < 0)
        return -errno;
    if (layer->is_plain && share_blocks(layer, file))
        return 0;
    int r = layer->is_plain ? 0 : pool_content(layer, file, fd, &st, name);
    if (r < 0)
        return r;
    if (r == 0)
        return write_plain(file, fd);
    r = vs_stub_make(file->to.dir, file->to.name, fd, &st, name);
    if (r < 0)
        return r;
    layer->files->results.pooled++;
    return 1;
}

int write_layer_file(struct vs_difference *difference, const struct vs_difference_file *file)
{
    const struct layer_files *layer = difference->context;
    const char *path = file->path ? file->path : file->from.name;
    cleanup_fd int fd = openat(file->from.dir, file->from.name,
                               O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOATIME | O_CLOEXEC);
    if (fd < 0)
        return refuse(layer->files, -errno, "%s cannot be read: verify tells what is missing",
                      path);
    layer->files->results.bytes += (uint64_t)file->st->st_size;
    int r = write_open(layer, file, fd);
    if (r < 0)
        log_line(layer->files, "%s: %s", path, strerror(-r));
    return r;
}

int count_layer_file(struct vs_difference *difference)
{
    const struct layer_files *layer = difference->context;
    layer->files->results.files = difference->seen;
    return tick(layer->files);
}
