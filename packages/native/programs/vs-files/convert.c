/*
 * A guest's files as another backend keeps them: the new form is a guest of its own with what the
 * old one shows.
 */
#include "backend-tree.h"
#include "cleanup.h"
#include "files.h"
#include "fold.h"
#include "form.h"
#include "kernel.h"
#include "layers.h"
#include "project.h"
#include <string.h>

#define RAW   "raw"
#define LAYER 2 /* of the new overlay; 1 is the writable one */

struct convert {
    struct files *files;
    struct views views;
    struct form form;
    int data; /* of the old form */
};

static bool is_tree(const struct vs_guest_root *root)
{
    return root->backend == VS_BACKEND_TREE;
}

/* The old copy counts until it is gone, so the new one has a number of its own. */
static int plan(struct convert *convert)
{
    struct vs_guest_root *root = &convert->form.root;
    *root = (struct vs_guest_root){.backend = convert->files->request.backend, .upper = 1};
    memcpy(root->template_id, convert->files->guest.root.template_id, sizeof(root->template_id));
    if (!is_tree(root))
        root->layers[0] = LAYER;
    return vs_project_allot(convert->files->storage_fd, &root->project);
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
    if (is_tree(&convert->form.root))
        return write_tree(layer, from, -1, target, VS_TREE_NAME);
    r = view_template(&convert->views, convert->form.root.template_id, &base);
    int like = layer->like < 0 ? from : layer->like;
    r = r < 0 ? r : dress_layer(target, convert->form.root.upper, like);
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
                                .is_plain = is_tree(&convert->form.root)};
    struct place place = {.dir = convert->form.guest, .root = convert->form.root};
    cleanup_fd int target = -1;
    int r = open_data(&place, &target);
    r = r < 0 ? r : open_layer_files(&layer, !is_tree(old));
    r = r < 0 ? r : copy_root(convert, &layer, target);
    r = r < 0 ? r : copy_raw(convert, &layer, target);
    close_layer_files(&layer);
    return r;
}

static int replace(struct convert *convert)
{
    struct files *files = convert->files;
    int r = begin_form(files, &convert->form);
    r = r < 0 ? r : make_form_data(files, &convert->form);
    r = r < 0 ? r : vs_pool_lock(&convert->views.pool, false);
    r = r < 0 ? r : copy_files(convert);
    r = r < 0 ? r : limit_form(files, &convert->form);
    return r < 0 ? r : take_form(files, &convert->form);
}

int run_convert(struct files *files)
{
    struct convert convert = {.files = files, .form = NO_FORM};
    cleanup_fd int data = -1;
    if (files->request.backend == files->guest.root.backend)
        return 0;
    int r = plan(&convert);
    r = r < 0 ? r : open_data(&files->guest, &data);
    r = r < 0 ? r : attach_data(files, &files->guest, data);
    r = r < 0 ? r : remove_strays(data, &files->guest.root);
    convert.data = data;
    r = r < 0 ? r : open_views(files, &convert.views);
    r = r < 0 ? r : replace(&convert);
    close_views(&convert.views);
    vs_close_fd(&data);
    return end_form(files, &convert.form, r);
}
