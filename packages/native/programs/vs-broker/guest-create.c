#include "bin.h"
#include "cleanup.h"
#include "guest-root.h"
#include "guest.h"
#include "kernel.h"
#include "limit-field.h"
#include "project.h"
#include "space.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Everything in it has its project from the start, where the file system knows projects. */
static int make_data(int guest, uint32_t project)
{
    if (mkdirat(guest, "data", 0755) < 0)
        return -errno;
    cleanup_fd int data = openat(guest, "data", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    int r = data < 0 ? -errno : vs_project_set(data, project);
    if (r < 0 && r != -EOPNOTSUPP && r != -ENOTTY)
        return r;
    if (mkdirat(data, "1", 0755) < 0 || mkdirat(data, "1/upper", 0755) < 0 ||
        mkdirat(data, "1/work", 0755) < 0)
        return -errno;
    return 0;
}

/* A start sets them again, so only what can be held is promised here. */
static int set_space(int guest, const struct vs_guest_root *root,
                     const struct vs_guest_create *create, struct vs_failure *failure)
{
    const struct vs_space_guest whose = {.dir = guest, .root = root};
    const struct vs_space space = {.disk_bytes = create->disk_bytes,
                                   .disk_soft_bytes = create->disk_soft_bytes,
                                   .inodes = create->inodes,
                                   .inodes_soft = create->inodes_soft};
    enum vs_limit_field refused = VS_LIMIT_DISK_BYTES;
    int r = vs_space_set(&whose, &space, &refused);
    return vs_fail(failure, vs_limit_name(refused), r);
}

/* The template stands in the root file, so that it cannot be deleted. */
static int fill(const struct vs_layout_record *layout, int guest,
                const struct vs_guest_create *create, struct vs_failure *failure, int *ret_file)
{
    struct vs_guest_root root = {.backend = VS_BACKEND_OVERLAY, .upper = 1};
    cleanup_fd int storage = open_storage(layout, ".");
    (void)snprintf(root.template_id, sizeof(root.template_id), "%s", create->template_id);
    int r = storage < 0 ? storage : vs_project_allot(storage, &root.project);
    r = r < 0 ? r : make_data(guest, root.project);
    r = r < 0 ? r : vs_guest_root_write(guest, &root, false);
    r = r < 0 ? r : set_space(guest, &root, create, failure);
    if (r < 0)
        return r;
    *ret_file = openat(guest, "root", O_RDONLY | O_CLOEXEC);
    return *ret_file < 0 ? -errno : 0;
}

/*
 * Made beside its place and renamed, so that a half-made guest is seen only after a power cut, and
 * then by its empty root file. All is renamed before the first fsync, which so is the only one that
 * has to wait for the journal.
 */
static int make(const struct vs_layout_record *layout, int guests,
                const struct vs_guest_create *create, struct vs_failure *failure)
{
    const char *name = create->name;
    char temporary[VS_NAME_SIZE + 8];
    cleanup_fd int file = -1;
    (void)snprintf(temporary, sizeof(temporary), ".%s.new", name);
    int r = vs_tree_remove(guests, temporary);
    if (r < 0)
        return r;
    if (mkdirat(guests, temporary, 0700) < 0)
        return -errno;
    cleanup_fd int guest = openat(guests, temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    r = guest < 0 ? -errno : fill(layout, guest, create, failure, &file);
    if (r == 0 && renameat2(guests, temporary, guests, name, RENAME_NOREPLACE) < 0)
        r = -errno;
    if (r < 0) {
        (void)vs_tree_remove(guests, temporary);
        return r;
    }
    return fsync(file) < 0 || fsync(guest) < 0 || fsync(guests) < 0 ? -errno : 0;
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
    int r = guest < 0 ? -errno : vs_guest_root_read(guest, &root);
    if (r == 0)
        return strcmp(root.template_id, create->template_id) ? -EEXIST : 0;
    if (r != -ENOENT && r != -EBADMSG)
        return r;
    r = move_to_bin(layout, "guests", create->name, ""); /* nobody was told that it exists */
    return r < 0 ? r : 1;
}

int guest_create(const struct broker *broker, const void *request, struct answer *ret_answer)
{
    const struct vs_guest_create *create = request;
    struct vs_failure *failure = &ret_answer->failure;
    char rootfs[VS_TEMPLATE_SIZE + sizeof("/rootfs")];
    (void)snprintf(rootfs, sizeof(rootfs), "%s/rootfs", create->template_id);
    cleanup_fd int templates = open_storage(&broker->layout, "templates");
    cleanup_fd int guests = open_storage(&broker->layout, "guests");
    if (templates < 0 || guests < 0)
        return vs_fail(failure, "storage", templates < 0 ? templates : guests);
    if (faccessat(templates, rootfs, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
        return vs_fail(failure, "template", -errno);
    int r = find(&broker->layout, guests, create);
    if (r <= 0)
        return vs_fail(failure, "name", r);
    return vs_fail(failure, "storage", make(&broker->layout, guests, create, failure));
}
