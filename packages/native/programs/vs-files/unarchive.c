/* What archive.c has packed, as it was: layers, and stubs of what was in the pool. */
#include "cleanup.h"
#include "form.h"
#include "kernel.h"
#include "layers.h"
#include "project.h"
#include "tree.h"
#include "unpack.h"
#include <string.h>
#include <sys/stat.h>

#define STAGE "links" /* in data/, where it is a stray */

static int unpack_from(struct unpack *unpack, int archive)
{
    char sum[VS_CHECKSUM_TEXT_SIZE];
    const struct vs_guest_root *root = &unpack->files->guest.root;
    int r = stream_unpack(unpack->files, archive, &unpack->stream);
    if (r < 0)
        return r;
    r = unpack_members(unpack);
    r = r < 0 ? stream_abandon(&unpack->stream, r) : stream_end(&unpack->stream, sum);
    bool is_it = r == 0 && !strcmp(sum, root->archive) && unpack->members == root->archived_entries;
    if (r == -EBADMSG || (r == 0 && !is_it))
        return refuse(unpack->files, -EUCLEAN,
                      "The archive is damaged: put the right one back from a backup");
    return r;
}

static int open_stage(int data, int *ret_fd)
{
    if (mkdirat(data, STAGE, 0700) < 0)
        return -errno;
    return unpack_open(data, STAGE, ret_fd);
}

static int unpack_into(struct unpack *unpack, int data)
{
    struct files *files = unpack->files;
    cleanup_fd int archive =
        openat(files->guest.dir, VS_ARCHIVE_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (archive < 0)
        return refuse(files, -errno, "The archive is missing: put it back from a backup");
    cleanup_fd int stage = -1;
    int r = open_stage(data, &stage);
    unpack->data = data;
    unpack->stage = stage;
    r = r < 0 ? r : unpack_from(unpack, archive);
    r = r < 0 ? r : vs_tree_remove(data, STAGE);
    vs_close_fd(&unpack->parent);
    tar_free(&unpack->member.records);
    return r < 0 ? r : sync_all(data);
}

/* With a new number, as the limits of the old one are still held. */
static int unpack_guest(struct files *files, struct form *form)
{
    static struct unpack unpack = {.parent = -1};
    cleanup_fd int data = -1;
    unpack.files = files;
    files->total = files->guest.root.archived_entries;
    form->root = files->guest.root;
    memset(form->root.archive, 0, sizeof(form->root.archive));
    int r = vs_project_allot(files->storage_fd, &form->root.project);
    r = r < 0 ? r : vs_pool_open(files->storage_fd, &unpack.pool);
    if (r < 0)
        return r;
    r = vs_pool_lock(&unpack.pool, false);
    r = r < 0 ? r : make_form_data(files, form);
    const struct place place = {.dir = form->guest, .root = form->root};
    r = r < 0 ? r : open_data(&place, &data);
    r = r < 0 ? r : unpack_into(&unpack, data);
    vs_close_fd(&data);
    r = r < 0 ? r : limit_form(files, form);
    r = r < 0 ? r : take_form(files, form);
    vs_pool_close(&unpack.pool);
    return r;
}

int run_unarchive(struct files *files)
{
    struct form form = NO_FORM;
    if (!files->guest.root.archive[0])
        return clear_form(files);
    if (!stream_is_possible())
        return refuse(files, -EOPNOTSUPP, "There is no zstd on this host: install it");
    int r = begin_form(files, &form);
    r = r < 0 ? r : unpack_guest(files, &form);
    return end_form(files, &form, r);
}
