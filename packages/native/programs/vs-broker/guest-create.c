#include "guest-create.h"
#include "backend.h"
#include "bin.h"
#include "cleanup.h"
#include "guest-root.h"
#include "guest.h"
#include "kernel.h"
#include "limit-field.h"
#include "pool.h"
#include "project.h"
#include "space.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct making {
    const struct vs_layout_record *layout;
    const struct vs_guest_create *create;
    int storage, guests;
    struct vs_backend_new data;
    struct vs_tree_source source;
    struct vs_guest_root root;
    struct vs_failure *failure;
    place_files place;
    void *argument;
};

/* A start sets them again, so only what can be held is promised here. */
static int set_space(const struct making *making, int guest)
{
    const struct vs_guest_create *create = making->create;
    const struct vs_space_guest whose = {.dir = guest, .root = &making->root};
    const struct vs_space space = {.disk_bytes = create->disk_bytes,
                                   .disk_soft_bytes = create->disk_soft_bytes,
                                   .inodes = create->inodes,
                                   .inodes_soft = create->inodes_soft};
    enum vs_limit_field refused = VS_LIMIT_DISK_BYTES;
    int r = vs_space_set(&whose, &space, &refused);
    return vs_fail(making->failure, vs_limit_name(refused), r);
}

/* The template stands in the root file, so that it cannot be deleted. */
static int fill(struct making *making, int guest, int *ret_file)
{
    int r = vs_fail(making->failure, "data", vs_backend_make(guest, &making->data));
    r = r < 0 ? r : vs_guest_root_write(guest, &making->root, false);
    r = r < 0 ? r : set_space(making, guest);
    if (r < 0)
        return r;
    *ret_file = openat(guest, "root", O_RDONLY | O_CLOEXEC);
    return *ret_file < 0 ? -errno : 0;
}

void temporary_name(const char *name, char ret_name[TEMPORARY_SIZE])
{
    (void)snprintf(ret_name, TEMPORARY_SIZE, ".%s.new", name);
}

/* Whole files that a request left that was cut off may be what the guest had before. */
static int clear(const struct making *making, const char *temporary)
{
    struct vs_guest_root root;
    cleanup_fd int left =
        openat(making->guests, temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (left >= 0 && vs_guest_root_read_any(left, &root) == 0)
        return move_to_bin(making->layout, "guests", temporary, "");
    return vs_backend_remove(making->guests, temporary);
}

/*
 * Made beside its place and renamed, so that a half-made guest is seen only after a power cut, and
 * then by its empty root file. All is renamed before the first fsync, which so is the only one that
 * has to wait for the journal.
 */
static int make(struct making *making)
{
    char temporary[TEMPORARY_SIZE];
    int guests = making->guests;
    cleanup_fd int file = -1;
    temporary_name(making->create->name, temporary);
    int r = clear(making, temporary);
    if (r < 0)
        return r;
    if (mkdirat(guests, temporary, 0700) < 0)
        return -errno;
    cleanup_fd int guest = openat(guests, temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    r = guest < 0 ? -errno : fill(making, guest, &file);
    r = r < 0 ? r : making->place(making->argument, guests, temporary);
    if (r < 0) {
        (void)vs_backend_remove(guests, temporary);
        return r;
    }
    return fsync(file) < 0 || fsync(guest) < 0 || fsync(guests) < 0 ? -errno : 0;
}

static uint64_t whole_blocks(uint64_t bytes)
{
    if (bytes == VS_INFINITY || bytes > VS_IMAGE_MAX)
        return bytes;
    return (bytes + VS_IMAGE_BLOCK - 1) / VS_IMAGE_BLOCK * VS_IMAGE_BLOCK;
}

/* Which backend, and the number that its files are counted by. */
static int choose(struct making *making)
{
    const struct vs_guest_create *create = making->create;
    struct vs_guest_root *root = &making->root;
    bool is_limited = create->disk_bytes != VS_INFINITY;
    *root = (struct vs_guest_root){.upper = 1};
    (void)snprintf(root->template_id, sizeof(root->template_id), "%s", create->template_id);
    root->backend =
        create->backend ? create->backend : vs_backend_default(making->storage, is_limited);
    making->data = (struct vs_backend_new){
        .root = root,
        .source = &making->source,
        .size = {.bytes = whole_blocks(create->disk_bytes), .inodes = create->inodes},
    };
    return vs_project_allot(making->storage, &root->project);
}

/* The reserve is held until the image has its place and is counted. */
static int make_within_reserve(struct making *making)
{
    cleanup_lock int reserve = -1;
    if (making->root.backend == VS_BACKEND_IMAGE) {
        if (making->data.size.bytes == VS_INFINITY)
            return vs_fail(making->failure, "disk", -EINVAL); /* an image has a size */
        reserve = vs_image_reserve(making->guests, making->data.size.bytes, making->create->name);
        if (reserve < 0)
            return vs_fail(making->failure, "disk-reserve", reserve);
    }
    return vs_fail(making->failure, "storage", make(making));
}

/* 0: it is there already, made from the same template; 1: it is to be made. */
static int find(const struct vs_layout_record *layout, int guests,
                const struct vs_guest_create *create)
{
    struct vs_guest_root root;
    if (faccessat(guests, create->name, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? 1 : -errno;
    cleanup_fd int guest =
        openat(guests, create->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    int r = guest < 0 ? -errno : vs_guest_root_read_any(guest, &root);
    if (r == 0)
        return strcmp(root.template_id, create->template_id) ? -EEXIST : 0;
    if (r != -ENOENT && r != -EBADMSG)
        return r;
    r = move_to_bin(layout, "guests", create->name, ""); /* nobody was told that it exists */
    return r < 0 ? r : 1;
}

/* Only a private tree is made out of the files of the template. */
static int make_from(const struct vs_layout_record *layout, int templates, struct making *making)
{
    struct vs_tree_source *source = &making->source;
    cleanup_fd int pool = open_storage(layout, "pool");
    cleanup_fd int objects =
        pool < 0 ? -1 : openat(pool, VS_POOL_DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_fd int template =
        openat(templates, making->create->template_id, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_fd int rootfs =
        template <0 ? -1 : openat(template, "rootfs", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (rootfs < 0)
        return vs_fail(making->failure, "template", -errno);
    *source = (struct vs_tree_source){.template = template, .rootfs = rootfs, .objects = objects};
    return make_within_reserve(making);
}

int make_files(const struct broker *broker, const struct vs_guest_create *create, place_files place,
               void *argument, struct vs_failure *ret_failure)
{
    struct making making = {.layout = &broker->layout,
                            .create = create,
                            .failure = ret_failure,
                            .place = place,
                            .argument = argument};
    cleanup_fd int storage = open_storage(&broker->layout, ".");
    cleanup_fd int templates = open_storage(&broker->layout, "templates");
    cleanup_fd int guests = open_storage(&broker->layout, "guests");
    if (storage < 0 || templates < 0 || guests < 0)
        return vs_fail(ret_failure, "storage",
                       storage < 0     ? storage
                       : templates < 0 ? templates
                                       : guests);
    making.storage = storage;
    making.guests = guests;
    int r = vs_fail(ret_failure, "project", choose(&making));
    return r < 0 ? r : make_from(&broker->layout, templates, &making);
}

static int place_new(void *argument, int guests, const char *temporary)
{
    const struct vs_guest_create *create = argument;
    return renameat2(guests, temporary, guests, create->name, RENAME_NOREPLACE) < 0 ? -errno : 0;
}

int guest_create(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    struct vs_failure *failure = &ret_answer->failure;
    struct vs_guest_create create = *(const struct vs_guest_create *)request;
    cleanup_fd int guests = open_storage(&broker->layout, "guests");
    if (guests < 0)
        return vs_fail(failure, "storage", guests);
    int r = find(&broker->layout, guests, &create);
    if (r <= 0)
        return vs_fail(failure, "name", r);
    return make_files(broker, &create, place_new, &create, failure);
}
