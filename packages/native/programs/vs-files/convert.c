/*
 * A guest's files in another form. The new form is made beside the old one, as a guest of its own
 * with what the old one shows, and takes its place by one exchange of names; then the old one goes.
 */
#include "backend.h"
#include "cleanup.h"
#include "files.h"
#include "fold.h"
#include "kernel.h"
#include "layers.h"
#include "project.h"
#include "space.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define RAW   "raw"
#define LAYER 2 /* of the new overlay; 1 is the writable one */

struct convert {
    struct files *files;
    struct views views;
    char name[VS_NAME_SIZE + 16]; /* ".NAME.convert", beside the guest */
    int guests;
    int guest; /* the new one */
    int data;  /* of the old one */
    struct vs_guest_root root;
};

static uint64_t whole_blocks(uint64_t bytes)
{
    if (bytes > VS_IMAGE_MAX)
        return bytes;
    return (bytes + VS_IMAGE_BLOCK - 1) / VS_IMAGE_BLOCK * VS_IMAGE_BLOCK;
}

static bool is_tree(const struct vs_guest_root *root)
{
    return root->backend == VS_BACKEND_TREE;
}

/* The old copy counts until it is gone, so the new one has a number of its own. */
static int plan(struct convert *convert)
{
    const struct vs_files_start *request = &convert->files->request;
    struct vs_guest_root *root = &convert->root;
    (void)snprintf(convert->name, sizeof(convert->name), ".%s" VS_CONVERT_ENDING, request->guest);
    *root = (struct vs_guest_root){.backend = request->backend, .upper = 1};
    memcpy(root->template_id, convert->files->guest.root.template_id, sizeof(root->template_id));
    if (!is_tree(root))
        root->layers[0] = LAYER;
    return vs_project_allot(convert->files->storage_fd, &root->project);
}

/* Room for files; a tree of its own needs no more than the directory. */
static int make_room(struct convert *convert)
{
    const struct vs_files_start *request = &convert->files->request;
    struct vs_guest_root form = convert->root;
    form.backend = is_tree(&form) ? VS_BACKEND_OVERLAY : form.backend;
    const struct vs_backend_new new = {
        .root = &form,
        .size = {.bytes = whole_blocks(request->disk_bytes), .inodes = request->inodes}};
    int r = vs_backend_make(convert->guest, &new);
    if (r < 0 || !is_tree(&convert->root))
        return r;
    cleanup_fd int data =
        openat(convert->guest, "data", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return data < 0 ? -errno : remove_layer(data, form.upper);
}

static int make_guest(struct convert *convert)
{
    cleanup_lock int reserve = -1;
    const struct vs_files_start *request = &convert->files->request;
    if (convert->root.backend == VS_BACKEND_IMAGE) {
        if (request->disk_bytes == VS_INFINITY)
            return refuse(convert->files, -EINVAL, "An image needs a disk limit: it is its size");
        reserve = vs_image_reserve(convert->guests, whole_blocks(request->disk_bytes), NULL);
        if (reserve < 0)
            return reserve;
    }
    int r = vs_backend_remove(convert->guests, convert->name);
    if (r < 0)
        return r;
    if (mkdirat(convert->guests, convert->name, 0700) < 0)
        return -errno;
    convert->guest =
        openat(convert->guests, convert->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return convert->guest < 0 ? -errno : make_room(convert);
}

static int open_view(const struct convert *convert, int *ret_fd)
{
    const struct vs_guest_root *root = &convert->files->guest.root;
    if (!is_tree(root))
        return view_guest(&convert->views, convert->data, root, true, ret_fd);
    int fd = openat(convert->data, VS_TREE_NAME, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

static int copy_root(struct convert *convert, struct layer_files *layer, int target)
{
    cleanup_fd int from = -1, base = -1;
    int r = open_view(convert, &from);
    if (r < 0)
        return r;
    if (is_tree(&convert->root))
        return write_tree(layer, from, -1, target, VS_TREE_NAME);
    r = view_template(&convert->views, convert->root.template_id, &base);
    r = r < 0 ? r : dress_layer(target, convert->root.upper, layer->like < 0 ? from : layer->like);
    return r < 0 ? r : write_layer(layer, from, base, target, LAYER);
}

/* What the guest keeps outside of the overlay, as it is. */
static int copy_raw(struct convert *convert, struct layer_files *layer, int target)
{
    cleanup_fd int raw =
        openat(convert->data, RAW, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (raw < 0)
        return errno == ENOENT ? 0 : -errno;
    layer->is_plain = true;
    layer->like = -1;
    return write_tree(layer, raw, -1, target, RAW);
}

static int copy_files(struct convert *convert)
{
    const struct vs_guest_root *old = &convert->files->guest.root;
    struct layer_files layer = {.files = convert->files,
                                .views = &convert->views,
                                .data = convert->data,
                                .root = old,
                                .is_plain = is_tree(&convert->root)};
    struct place place = {.dir = convert->guest, .root = convert->root};
    cleanup_fd int target = -1;
    int r = open_data(&place, &target);
    r = r < 0 ? r : open_layer_files(&layer, !is_tree(old));
    r = r < 0 ? r : copy_root(convert, &layer, target);
    r = r < 0 ? r : copy_raw(convert, &layer, target);
    close_layer_files(&layer);
    return r;
}

static int set_space(struct convert *convert)
{
    const struct vs_files_start *request = &convert->files->request;
    const struct vs_space space = {.disk_bytes = request->disk_bytes,
                                   .disk_soft_bytes = request->disk_soft_bytes,
                                   .inodes = request->inodes,
                                   .inodes_soft = request->inodes_soft};
    const struct vs_space_guest whose = {.dir = convert->guest, .root = &convert->root};
    enum vs_limit_field refused = VS_LIMIT_DISK_BYTES;
    int r = vs_space_set(&whose, &space, &refused);
    if (r == -EOPNOTSUPP)
        return refuse(convert->files, r, "Nothing here can hold %s of such a guest",
                      vs_limit_name(refused));
    return r;
}

static int exchange(struct convert *convert)
{
    int guests = convert->guests;
    if (fsync(convert->guest) < 0 || renameat2(guests, convert->name, guests,
                                               convert->files->request.guest, RENAME_EXCHANGE) < 0)
        return -errno;
    return fsync(guests) < 0 ? -errno : 0;
}

static int replace(struct convert *convert)
{
    int r = make_guest(convert);
    r = r < 0 ? r : vs_pool_lock(&convert->views.pool, false);
    r = r < 0 ? r : copy_files(convert);
    r = r < 0 ? r : set_space(convert);
    r = r < 0 ? r : vs_guest_root_write(convert->guest, &convert->root, true);
    return r < 0 ? r : exchange(convert);
}

int run_convert(struct files *files)
{
    struct convert convert = {.files = files, .guest = -1};
    cleanup_fd int guests =
        openat(files->storage_fd, "guests", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    cleanup_fd int data = -1;
    if (files->request.backend == files->guest.root.backend)
        return 0;
    convert.guests = guests;
    int r = guests < 0 ? -errno : plan(&convert);
    r = r < 0 ? r : open_data(&files->guest, &data);
    r = r < 0 ? r : attach_data(files, &files->guest, data);
    r = r < 0 ? r : remove_strays(data, &files->guest.root);
    convert.data = data;
    r = r < 0 ? r : open_views(files, &convert.views);
    r = r < 0 ? r : replace(&convert);
    close_views(&convert.views);
    vs_close_fd(&convert.guest);
    vs_close_fd(&data);
    /* The old form, or the new one when it could not be completed. */
    int removed = convert.name[0] ? vs_backend_remove(guests, convert.name) : 0;
    return r < 0 ? r : removed;
}
