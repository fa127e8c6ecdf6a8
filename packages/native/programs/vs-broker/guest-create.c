#include "cleanup.h"
#include "guest.h"
#include "kernel.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The template a guest was made from stands in its storage, so that the template cannot be deleted.
 */
static int write_template(int guest, const char *id)
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
    return fsync(file) < 0 ? -errno : 0;
}

static int fill(int guest, const char *template_id)
{
    if (mkdirat(guest, "upper", 0755) < 0 || mkdirat(guest, "work", 0755) < 0)
        return -errno;
    return write_template(guest, template_id);
}

/* Made beside its place and renamed, so that a half-made guest is never seen. */
static int make(int guests, const char *name, const char *template_id)
{
    char temporary[VS_NAME_SIZE + 8];
    (void)snprintf(temporary, sizeof(temporary), ".%s.new", name);
    int r = vs_tree_remove(guests, temporary);
    if (r < 0)
        return r;
    if (mkdirat(guests, temporary, 0700) < 0)
        return -errno;
    cleanup_fd int guest = openat(guests, temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    r = guest < 0 ? -errno : fill(guest, template_id);
    if (r == 0 && renameat2(guests, temporary, guests, name, RENAME_NOREPLACE) < 0)
        r = -errno;
    if (r < 0) {
        (void)vs_tree_remove(guests, temporary);
        return r;
    }
    /* One commit of the journal covers both; the text of `template` had to be there before. */
    return fsync(guests) < 0 || fsync(guest) < 0 ? -errno : 0;
}

static int check_same_template(int guest, const char *template_id)
{
    char found[VS_TEMPLATE_SIZE] = "";
    cleanup_fd int file = openat(guest, "template", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0 || read(file, found, sizeof(found) - 1) < 0)
        return -errno;
    return strcmp(found, template_id) ? -EEXIST : 0;
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
    cleanup_fd int guest =
        openat(guests, create->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (guest >= 0)
        return vs_fail(failure, "name", check_same_template(guest, create->template_id));
    return vs_fail(failure, "storage", make(guests, create->name, create->template_id));
}
