#include "form.h"
#include "backend.h"
#include "cleanup.h"
#include "kernel.h"
#include "layers.h"
#include "space.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static uint64_t whole_blocks(uint64_t bytes)
{
    if (bytes > VS_IMAGE_MAX)
        return bytes;
    return (bytes + VS_IMAGE_BLOCK - 1) / VS_IMAGE_BLOCK * VS_IMAGE_BLOCK;
}

static int make_way(const struct files *files, struct form *form)
{
    const char *guest = files->request.guest;
    (void)snprintf(form->name, sizeof(form->name), ".%s" VS_FORM_ENDING, guest);
    form->guests =
        openat(files->storage_fd, "guests", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return form->guests < 0 ? -errno : vs_backend_remove(form->guests, form->name);
}

int clear_form(const struct files *files)
{
    struct form form = NO_FORM;
    int r = make_way(files, &form);
    vs_close_fd(&form.guests);
    return r;
}

int begin_form(const struct files *files, struct form *form)
{
    int r = make_way(files, form);
    if (r < 0)
        return r;
    if (mkdirat(form->guests, form->name, 0700) < 0)
        return -errno;
    form->guest =
        openat(form->guests, form->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return form->guest < 0 ? -errno : 0;
}

/* A tree of its own needs no more than the directory. */
static int make_room(const struct files *files, const struct form *form)
{
    const struct vs_files_start *request = &files->request;
    bool is_tree = form->root.backend == VS_BACKEND_TREE;
    struct vs_guest_root root = form->root;
    root.backend = is_tree ? VS_BACKEND_OVERLAY : root.backend;
    const struct vs_backend_new new = {
        .root = &root,
        .size = {.bytes = whole_blocks(request->disk_bytes), .inodes = request->inodes}};
    int r = vs_backend_make(form->guest, &new);
    if (r < 0 || !is_tree)
        return r;
    cleanup_fd int data =
        openat(form->guest, "data", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return data < 0 ? -errno : remove_layer(data, root.upper);
}

int make_form_data(struct files *files, struct form *form)
{
    cleanup_lock int reserve = -1;
    uint64_t bytes = files->request.disk_bytes;
    if (form->root.backend == VS_BACKEND_IMAGE) {
        if (bytes == VS_INFINITY)
            return refuse(files, -EINVAL, "An image needs a disk limit: it is its size");
        reserve = vs_image_reserve(form->guests, whole_blocks(bytes), NULL);
        if (reserve < 0)
            return reserve;
    }
    return make_room(files, form);
}

int limit_form(struct files *files, const struct form *form)
{
    const struct vs_files_start *request = &files->request;
    const struct vs_space space = {.disk_bytes = request->disk_bytes,
                                   .disk_soft_bytes = request->disk_soft_bytes,
                                   .inodes = request->inodes,
                                   .inodes_soft = request->inodes_soft};
    const struct vs_space_guest whose = {.dir = form->guest, .root = &form->root};
    enum vs_limit_field refused = VS_LIMIT_DISK_BYTES;
    int r = vs_space_set(&whose, &space, &refused);
    if (r == -EOPNOTSUPP)
        return refuse(files, r, "Nothing here can hold %s of such a guest", vs_limit_name(refused));
    return r;
}

int take_form(struct files *files, struct form *form)
{
    int guests = form->guests;
    int r = vs_guest_root_write(form->guest, &form->root, true);
    if (r < 0)
        return r;
    if (fsync(form->guest) < 0 ||
        renameat2(guests, form->name, guests, files->request.guest, RENAME_EXCHANGE) < 0)
        return -errno;
    return fsync(guests) < 0 ? -errno : 0;
}

int end_form(struct files *files, struct form *form, int r)
{
    vs_close_fd(&form->guest);
    int removed = form->guests < 0 ? 0 : vs_backend_remove(form->guests, form->name);
    if (removed < 0)
        log_line(files, "%s cannot be removed, which the next sweep will do: %s", form->name,
                 strerror(-removed));
    vs_close_fd(&form->guests);
    return r;
}
