#include "bin.h"
#include "cleanup.h"
#include "guest-root.h"
#include "guest.h"
#include "kernel.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The template stands in the root file, so that it cannot be deleted. */
static int fill(int guest, const char *template_id, int *ret_file)
{
    struct vs_guest_root root = {.backend = VS_BACKEND_OVERLAY, .upper = 1};
    (void)snprintf(root.template_id, sizeof(root.template_id), "%s", template_id);
    if (mkdirat(guest, "data", 0755) < 0 || mkdirat(guest, "data/1", 0755) < 0 ||
        mkdirat(guest, "data/1/upper", 0755) < 0 || mkdirat(guest, "data/1/work", 0755) < 0)
        return -errno;
    int r = vs_guest_root_write(guest, &root, false);
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
static int make(int guests, const char *name, const char *template_id)
{
    char temporary[VS_NAME_SIZE + 8];
    cleanup_fd int file = -1;
    (void)snprintf(temporary, sizeof(temporary), ".%s.new", name);
    int r = vs_tree_remove(guests, temporary);
    if (r < 0)
        return r;
    if (mkdirat(guests, temporary, 0700) < 0)
        return -errno;
    cleanup_fd int guest = openat(guests, temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    r = guest < 0 ? -errno : fill(guest, template_id, &file);
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
    return vs_fail(failure, "storage", make(guests, create->name, create->template_id));
}
