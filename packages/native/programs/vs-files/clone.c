/*
 * A guest that was just made becomes a copy of a stopped one: what the source shows over its
 * template is written into a lower layer of the new guest, below another writable one, and the root
 * file then names both. Until that moment the new guest is what it was: empty. The writable layer
 * it was made with cannot stay, since the root directory a guest sees is that of its topmost layer.
 */
#include "cleanup.h"
#include "files.h"
#include "fold.h"
#include "kernel.h"
#include "layers.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>

/* What may be in one guest alone: systemd(1) and sshd(8) make them anew. */
static const struct key {
    const char *directory, *begin; /* of the name */
    bool is_emptied;               /* has to be there, see machine-id(5), "First Boot Semantics" */
} KEYS[] = {
    {"etc", "machine-id", true},
    {"var/lib/dbus", "machine-id", false},
    {"var/lib/systemd", "random-seed", false},
    {"etc/ssh", "ssh_host_", false},
};

static int open_below(int root, const char *path)
{
    int fd = vs_openat2(root, path, O_RDONLY | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
    return fd < 0 ? -errno : fd;
}

/* Empty, or gone; and hidden when the template has one. */
static int forget(int directory, int base, const struct key *key, const char *name)
{
    struct stat st;
    if (fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode))
        return 0;
    if (unlinkat(directory, name, 0) < 0)
        return -errno;
    if (key->is_emptied) {
        cleanup_fd int empty =
            openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);
        return empty < 0 ? -errno : 0;
    }
    if (base < 0 || faccessat(base, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
        return 0;
    return mknodat(directory, name, S_IFCHR, 0) < 0 ? -errno : 0;
}

static int forget_in(int layer, int template, const struct key *key)
{
    cleanup_fd int directory = open_below(layer, key->directory);
    cleanup_fd int base = open_below(template, key->directory);
    if (directory < 0)
        return directory == -ENOENT ? 0 : directory;
    int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries)
        return -errno;
    for (const struct dirent *entry; (entry = readdir(entries));) {
        if (strncmp(entry->d_name, key->begin, strlen(key->begin)))
            continue;
        int r = forget(directory, base, key, entry->d_name);
        if (r < 0)
            return r;
    }
    return 0;
}

static int forget_keys(int data, uint32_t number, int template)
{
    cleanup_fd int layer = -1;
    int r = open_layer(data, number, &layer);
    for (size_t i = 0; r == 0 && i < sizeof(KEYS) / sizeof(KEYS[0]); i++)
        r = forget_in(layer, template, &KEYS[i]);
    return r < 0 ? r : syncfs(layer) < 0 ? -errno : 0;
}

static int refuse_unfit(struct files *files, int data)
{
    const struct vs_guest_root *root = &files->guest.root;
    cleanup_fd int upper = -1;
    if (strcmp(root->template_id, files->source.root.template_id))
        return refuse(files, -EINVAL, "The guest is not of the same template as %s",
                      files->request.source);
    if (root->backend == VS_BACKEND_TREE || files->source.root.backend == VS_BACKEND_TREE)
        return refuse(files, -EOPNOTSUPP, "Convert the guest with a tree of its own first");
    int r = open_layer(data, root->upper, &upper);
    r = r < 0 ? r : is_empty(upper);
    if (r < 0)
        return r;
    return r && !count_layers(root) ? 0 : refuse(files, -ENOTEMPTY, "The guest has files already");
}

/* copy: where the layers are written; nothing names them yet. */
static int write_copy(struct files *files, const struct views *views, int data, int target,
                      const struct vs_guest_root *copy)
{
    const struct vs_guest_root *root = &files->source.root;
    struct layer_files layer = {.files = files, .views = views, .data = data, .root = root};
    cleanup_fd int from = -1, base = -1;
    int r = open_layer_files(&layer, true);
    r = r < 0 ? r : view_guest(views, data, root, true, &from);
    r = r < 0 ? r : view_template(views, root->template_id, &base);
    r = r < 0 ? r : make_layer(target, copy->upper, layer.like);
    r = r < 0 ? r : write_layer(&layer, from, base, target, copy->layers[0]);
    close_layer_files(&layer);
    if (r == 0 && !(files->request.flags & VS_FILES_KEEP_KEYS))
        r = forget_keys(target, copy->layers[0], base);
    return r;
}

static int copy_source(struct files *files, int data, int target)
{
    struct views views = {0};
    struct vs_guest_root root = files->guest.root;
    root.layers[0] = free_number(&root);
    root.upper = free_number(&root);
    int r = open_views(files, &views);
    r = r < 0 ? r : vs_pool_lock(&views.pool, false);
    r = r < 0 ? r : write_copy(files, &views, data, target, &root);
    r = r < 0 ? r : vs_guest_root_write(files->guest.dir, &root, true);
    close_views(&views);
    return r < 0 ? r : remove_layer(target, files->guest.root.upper);
}

int run_clone(struct files *files)
{
    cleanup_fd int data = -1, target = -1;
    int r = open_data(&files->source, &data);
    r = r < 0 ? r : attach_data(files, &files->source, data);
    r = r < 0 ? r : open_data(&files->guest, &target);
    r = r < 0 ? r : remove_strays(target, &files->guest.root);
    r = r < 0 ? r : refuse_unfit(files, target);
    return r < 0 ? r : copy_source(files, data, target);
}
