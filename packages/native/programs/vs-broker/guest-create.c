#include "bin.h"
#include "cleanup.h"
#include "file.h"
#include "guest.h"
#include "kernel.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The template a guest was made from stands in its storage, so that the template cannot be deleted.
 */
static int write_template(int guest, const char *id, int *ret_file)
{
    cleanup_fd int file = openat(guest, "template", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return -errno;
    size_t length = strlen(id);
    ssize_t n = write(file, id, length);
    if (n < 0)
        return -errno;
    if ((size_t)n != length)
        return -ENOSPC;
    *ret_file = vs_steal_fd(&file);
    return 0;
}

static int fill(int guest, const char *template_id, int *ret_file)
{
    if (mkdirat(guest, "upper", 0755) < 0 || mkdirat(guest, "work", 0755) < 0)
        return -errno;
    return write_template(guest, template_id, ret_file);
}

/*
 * Made beside its place and renamed, so that a half-made guest is seen only after a power cut, and
 * then by its empty `template`. All is renamed before the first fsync, which so is the only one
 * that has to wait for the journal.
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
    char path[VS_NAME_SIZE + sizeof("/template")], found[VS_TEMPLATE_SIZE] = "";
    if (faccessat(guests, create->name, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? 1 : -errno;
    (void)snprintf(path, sizeof(path), "%s/template", create->name);
    int r = vs_file_read(guests, path, found, sizeof(found));
    if (r < 0 && r != -ENOENT)
        return r;
    if (found[0])
        return strcmp(found, create->template_id) ? -EEXIST : 0;
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
