/*
 * Looks whether everything is as it has to be, says what is not, and changes nothing: each object
 * of the pool has the content its name tells, each stub has its object and its size, each guest's
 * root file names layers that are there, and each archive is what was packed.
 */
#include "cleanup.h"
#include "files.h"
#include "kernel.h"
#include "layers.h"
#include "object-set.h"
#include "owners.h"
#include "stream.h"
#include "stub.h"
#include "template-info.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct verify {
    struct files *files;
    struct vs_pool pool;
    struct vs_object_set read; /* objects whose content was looked at */
    const struct owner *owner;
};

__attribute__((format(printf, 2, 3))) static void tell(struct verify *verify, const char *format,
                                                       ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    verify->files->results.problems++;
    log_line(verify->files, "%s", text);
}

static int open_object(const struct verify *verify, const char *name)
{
    int fd = openat(verify->pool.objects, name,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOATIME | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

/* What says nothing of the object. */
static bool is_ours(int error)
{
    return error == -ENOMEM || error == -EMFILE || error == -ENFILE;
}

/* Whatever else keeps it from being read, a link in its place or a bad disk, is told of it. */
static int read_object(struct verify *verify, const char *name)
{
    char found[VS_POOL_NAME_SIZE];
    struct stat st;
    cleanup_fd int object = open_object(verify, name);
    if (object == -ENOENT) /* swept meanwhile */
        return 0;
    if (is_ours(object))
        return object;
    int r = vs_object_set_add(&verify->read, name);
    if (r <= 0)
        return r;
    verify->files->results.objects++;
    r = object < 0 ? object : fstat(object, &st) < 0 ? -errno : 0;
    if (r == 0 && S_ISREG(st.st_mode)) {
        verify->files->results.bytes += (uint64_t)st.st_size;
        r = vs_pool_sum(object, (uint64_t)st.st_size, found);
    } else if (r == 0) {
        r = -EUCLEAN;
    }
    if (is_ours(r))
        return r;
    if (r < 0 || strcmp(found, name))
        tell(verify,
             "pool/%s: its content is not what it was. Remove it when no verify names a file that "
             "needs it, else put the right content back from a backup or another host",
             name);
    return tick(verify->files);
}

static void check_size(struct verify *verify, const struct vs_walk_entry *entry, const char *path,
                       const char *name)
{
    struct stat st;
    const struct owner *owner = verify->owner;
    if (fstatat(verify->pool.objects, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        tell(verify, "%s/%s: %s: its object %s is missing. Reinstall the file or restore it",
             owner->kind, owner->name, path, name);
    else if (st.st_size != entry->st->st_size)
        tell(verify,
             "%s/%s: %s: is %llu bytes long, its object %s %llu. Reinstall the file or "
             "restore it",
             owner->kind, owner->name, path, (unsigned long long)entry->st->st_size, name,
             (unsigned long long)st.st_size);
}

static int verify_entry(void *context, const struct vs_walk_entry *entry)
{
    struct verify *verify = context;
    char name[VS_POOL_NAME_SIZE];
    const char *path = entry->path ? entry->path : entry->name;
    verify->files->results.files++;
    int r = tick(verify->files);
    if (r < 0 || !S_ISREG(entry->st->st_mode) || entry->st->st_size == 0)
        return r;
    r = vs_stub_read_at(entry->dir, entry->name, name);
    if (r != VS_STUB_POOLED)
        return r < 0 && r != -ENOENT ? r : 0;
    check_size(verify, entry, path, name);
    return verify->files->request.guest[0] || verify->files->request.template_id[0]
               ? read_object(verify, name)
               : 0;
}

static void check_layer(struct verify *verify, int data, uint32_t number)
{
    cleanup_fd int layer = -1;
    if (open_layer(data, number, &layer) < 0)
        tell(verify, "guests/%s: its layer data/%u is missing. Restore it from a backup",
             verify->owner->name, number);
}

static void check_template(struct verify *verify, const struct vs_guest_root *root)
{
    cleanup_fd int template = -1;
    if (open_template(verify->files, root->template_id, &template) == -ENOENT)
        tell(verify, "guests/%s: its template %s is missing. Restore it from a backup",
             verify->owner->name, root->template_id);
}

static int check_archive(struct verify *verify, const char *wanted)
{
    static struct stream stream;
    char sum[VS_CHECKSUM_TEXT_SIZE] = "";
    const struct owner *owner = verify->owner;
    cleanup_fd int archive =
        openat(owner->dir, VS_ARCHIVE_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int r = archive < 0 ? -errno : sum_archive(verify->files, archive, &stream, sum);
    if (r == -ECANCELED || is_ours(r))
        return r;
    if (r < 0 || strcmp(sum, wanted) != 0)
        tell(verify,
             "guests/%s: its archive is missing or not what it was. Put the right one back from a "
             "backup",
             owner->name);
    return 0;
}

/* A root file without its layers, and layers without a root file. */
static int check_root(struct verify *verify)
{
    struct place place = {.dir = verify->owner->dir, .run = -1, .entry = -1};
    cleanup_fd int data = -1;
    int r = vs_guest_root_read_any(place.dir, &place.root);
    if (r == -ENOENT || r == -EBADMSG) {
        tell(verify, "guests/%s: its root file is damaged. Restore it from a backup",
             verify->owner->name);
        return 0;
    }
    if (r < 0)
        return r;
    check_template(verify, &place.root);
    if (place.root.archive[0])
        return check_archive(verify, place.root.archive);
    r = open_data(&place, &data);
    if (r < 0)
        return r;
    if (place.root.backend != VS_BACKEND_TREE)
        check_layer(verify, data, place.root.upper);
    for (unsigned i = 0; i < count_layers(&place.root); i++)
        check_layer(verify, data, place.root.layers[i]);
    unsigned strays = 0;
    r = count_strays(data, &place.root, &strays);
    if (strays)
        log_line(
            verify->files,
            "guests/%s: a job that died has left %u layers, which harm nothing and go with the "
            "next one",
            verify->owner->name, strays);
    return r;
}

/* What a template was built as; one that was put there by hand has no list of its files. */
static int check_manifest(struct verify *verify)
{
    struct vs_manifest_difference difference = {0};
    const struct owner *owner = verify->owner;
    int r = vs_template_verify(owner->parent, owner->name, verify->pool.root, &difference);
    if (r == -ENODATA) /* or an object is missing, which was told */
        return 0;
    if (r == 0 && difference.first[0])
        tell(verify,
             "templates/%s: was changed since it was built: %s (%llu missing, %llu new, %llu "
             "changed). Build it again and make new guests from that version",
             owner->name, difference.first, (unsigned long long)difference.missing,
             (unsigned long long)difference.added, (unsigned long long)difference.changed);
    return r;
}

static int verify_owner(struct files *files, const struct owner *owner)
{
    struct verify *verify = files->context;
    verify->owner = owner;
    int r = 0;
    if (!strcmp(owner->kind, "guests") && owner->name[0] != '.')
        r = check_root(verify);
    r = r < 0 ? r : walk_owner(owner, verify_entry, verify);
    if (r == 0 && !strcmp(owner->kind, "templates") && owner->name[0] != '.')
        r = check_manifest(verify);
    if (r >= 0 || r == -ECANCELED || r == -ENOMEM)
        return r;
    /* Nobody's yet, so whatever is in it, an image that was being made for instance, is lost to
     * nobody. */
    if (owner->name[0] == '.')
        log_line(files,
                 "%s/%s: a job that died has left it unfinished, which harms nothing and goes with "
                 "the next sweep, or when its guest is made anew or deleted",
                 owner->kind, owner->name);
    else
        tell(verify, "%s/%s: cannot be looked through: %s", owner->kind, owner->name, strerror(-r));
    return 0;
}

static int verify_one(struct files *files, const char *kind, const char *name)
{
    cleanup_fd int parent =
        openat(files->storage_fd, kind, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    cleanup_fd int dir =
        parent < 0 ? -1 : openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0)
        return refuse(files, -errno, "There is no %s in %s", name, kind);
    const struct owner owner = {.kind = kind, .name = name, .parent = parent, .dir = dir};
    return verify_owner(files, &owner);
}

static int verify_pool(struct verify *verify)
{
    int copy = openat(verify->pool.objects, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_dir DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries)
        return -errno;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(entries);
        if (!entry)
            return -errno;
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        if (!vs_pool_is_name(entry->d_name)) {
            tell(verify, "pool/%s: is no object. Remove it", entry->d_name);
            continue;
        }
        int r = read_object(verify, entry->d_name);
        if (r < 0)
            return r;
    }
}

static int verify_what(struct verify *verify)
{
    struct files *files = verify->files;
    if (files->request.guest[0])
        return verify_one(files, "guests", files->request.guest);
    if (files->request.template_id[0])
        return verify_one(files, "templates", files->request.template_id);
    begin_step(files, "references", 0);
    int r = each_owner(files, NULL, verify_owner);
    if (r < 0)
        return r;
    begin_step(files, "objects", 50);
    return verify_pool(verify);
}

int run_verify(struct files *files)
{
    struct verify verify = {.files = files};
    files->context = &verify;
    int r = vs_pool_open(files->storage_fd, &verify.pool);
    if (r < 0)
        return r;
    r = verify_what(&verify);
    vs_object_set_free(&verify.read);
    vs_pool_close(&verify.pool);
    return r;
}
