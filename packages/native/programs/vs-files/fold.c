/*
 * A guest's lower layers become one: what they show over the template is written into a new layer,
 * the root file names that, and the old ones go.
 */
#include "fold.h"
#include "cleanup.h"
#include "kernel.h"
#include "layer-file.h"
#include "layers.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int make_directory(int dir, const char *name, int *ret_fd)
{
    if (mkdirat(dir, name, 0755) < 0)
        return -errno;
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

static int copy_root_attributes(int like, int to)
{
    struct stat st;
    if (fstat(like, &st) < 0)
        return -errno;
    return vs_attributes_copy((struct vs_entry){like, "."}, &st, (struct vs_entry){to, "."});
}

static int fill(struct layer_files *layer, int from, int base, int to, int links)
{
    struct vs_difference difference = {.from = from,
                                       .base = base,
                                       .to = to,
                                       .links = links,
                                       .write_file = write_layer_file,
                                       .is_over = count_layer_file,
                                       .context = layer};
    int r = vs_tree_difference(&difference);
    return r < 0 || layer->like < 0 ? r : copy_root_attributes(layer->like, to);
}

/* name: of the directory for the result, in data; what is in the making is in data/.links. */
static int write_into(struct layer_files *layer, int from, int base, int data, const char *path)
{
    cleanup_fd int to = -1, links = -1;
    int r = vs_tree_remove(data, LINKS);
    r = r < 0 ? r : make_directory(data, LINKS, &links);
    r = r < 0 ? r : make_directory(data, path, &to);
    r = r < 0 ? r : fill(layer, from, base, to, links);
    r = r < 0 ? r : vs_tree_remove(data, LINKS);
    return r < 0 ? r : syncfs(to) < 0 ? -errno : 0;
}

int write_tree(struct layer_files *layer, int from, int base, int data, const char *path)
{
    int r = write_into(layer, from, base, data, path);
    if (r < 0)
        (void)vs_tree_remove(data, LINKS);
    return r;
}

int write_layer(struct layer_files *layer, int from, int base, int data, uint32_t number)
{
    char path[40];
    cleanup_fd int own = -1;
    (void)snprintf(path, sizeof(path), "%u", number);
    int r = make_directory(data, path, &own);
    if (r < 0)
        return r;
    (void)snprintf(path, sizeof(path), "%u/upper", number);
    r = write_tree(layer, from, base, data, path);
    if (r < 0)
        (void)remove_layer(data, number);
    return r < 0 ? r : fsync(own) < 0 ? -errno : sync_data(data);
}

static int write_folded(struct files *files, const struct views *views, int data, uint32_t number)
{
    const struct vs_guest_root *root = &files->guest.root;
    struct layer_files layer = {.files = files, .views = views, .data = data, .root = root};
    cleanup_fd int from = -1, base = -1;
    int r = open_layer_files(&layer, false);
    r = r < 0 ? r : view_guest(views, data, root, false, &from);
    r = r < 0 ? r : view_template(views, root->template_id, &base);
    r = r < 0 ? r : write_layer(&layer, from, base, data, number);
    close_layer_files(&layer);
    return r;
}

/* The views are gone before the layers below them are. */
static int replace_layers(struct files *files, const struct views *views, int data)
{
    struct vs_guest_root old = files->guest.root, root = old;
    uint32_t number = free_number(&root);
    memset(root.layers, 0, sizeof(root.layers));
    root.layers[0] = number;
    int r = write_folded(files, views, data, number);
    r = r < 0 ? r : vs_guest_root_write(files->guest.dir, &root, true);
    if (r < 0)
        return r;
    files->guest.root = root;
    for (unsigned i = 0; r == 0 && i < count_layers(&old); i++)
        r = remove_layer(data, old.layers[i]);
    return r;
}

int fold_layers(struct files *files, int data)
{
    struct views views = {0};
    int r = open_views(files, &views);
    r = r < 0 ? r : vs_pool_lock(&views.pool, false);
    r = r < 0 ? r : replace_layers(files, &views, data);
    close_views(&views);
    return r;
}

int run_fold(struct files *files)
{
    cleanup_fd int data = -1;
    if (files->guest.root.backend == VS_BACKEND_TREE)
        return refuse(files, -EOPNOTSUPP, "A guest with a tree of its own has no layers");
    int r = open_data(&files->guest, &data);
    r = r < 0 ? r : attach_data(files, &files->guest, data);
    r = r < 0 ? r : remove_strays(data, &files->guest.root);
    if (r < 0 || count_layers(&files->guest.root) < 2)
        return r;
    return fold_layers(files, data);
}
