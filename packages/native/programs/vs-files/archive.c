/*
 * A stopped guest's files, packed into one file and taken off the storage: layers as they are, the
 * content of stubs instead of their objects, so that the archive needs its template and nothing
 * else. The files go after what was packed is on the disk, was read back and is the same.
 */
#include "cleanup.h"
#include "form.h"
#include "kernel.h"
#include "layers.h"
#include "pack.h"
#include "tree-walk.h"
#include "tree.h"
#include <stdlib.h>
#include <string.h>

#define LINKS "links" /* in the new form: files with several names, and where the first lies */

static int count_entry(void *context, const struct vs_walk_entry *entry)
{
    struct files *files = context;
    files->total += S_ISDIR(entry->st->st_mode) ? 2 : 1;
    return tick(files);
}

/* Packing is two thirds of it, reading back the rest. */
static int count(struct files *files, int data)
{
    int r = vs_tree_walk(data, count_entry, files);
    files->total += files->total / 2;
    return r;
}

static int pack_into(struct pack *pack, int data, int archive, char sum[VS_CHECKSUM_TEXT_SIZE])
{
    int r = stream_pack(pack->files, archive, &pack->stream);
    if (r < 0)
        return r;
    r = pack_members(pack, data);
    r = r < 0 ? stream_abandon(&pack->stream, r) : stream_end(&pack->stream, sum);
    return r < 0 ? r : fsync(archive) < 0 ? -errno : 0;
}

/* From the disk, not from what is left of it in memory. */
static int read_back(struct pack *pack, int archive, const char *sum)
{
    char found[VS_CHECKSUM_TEXT_SIZE];
    struct files *files = pack->files;
    files->total = 0;
    begin_step(files, "check", 66);
    (void)posix_fadvise(archive, 0, 0, POSIX_FADV_DONTNEED);
    int r = sum_archive(files, archive, &pack->stream, found);
    if (r == -EBADMSG || (r == 0 && strcmp(sum, found) != 0))
        return refuse(files, -EIO, "The archive cannot be read back as it was written");
    return r;
}

static int fill(struct pack *pack, struct form *form, int data)
{
    char sum[VS_CHECKSUM_TEXT_SIZE] = "";
    struct stat st;
    struct files *files = pack->files;
    cleanup_fd int archive = openat(form->guest, VS_ARCHIVE_NAME,
                                    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (archive < 0 || mkdirat(form->guest, LINKS, 0700) < 0)
        return -errno;
    cleanup_fd int links = openat(form->guest, LINKS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    pack->links = links;
    int r = links < 0 ? -errno : pack_into(pack, data, archive, sum);
    r = r < 0 ? r : vs_tree_remove(form->guest, LINKS);
    r = r < 0 ? r : read_back(pack, archive, sum);
    if (r == 0 && fstat(archive, &st) < 0)
        r = -errno;
    if (r < 0)
        return r;
    if (pack->blocks > (uint64_t)st.st_blocks)
        files->results.saved_bytes = (pack->blocks - (uint64_t)st.st_blocks) * 512;
    form->root = files->guest.root;
    memcpy(form->root.archive, sum, sizeof(sum));
    form->root.archived_entries = pack->members;
    log_line(files, "%llu entries are packed in %llu bytes, SHA-256 %s",
             (unsigned long long)pack->members, (unsigned long long)st.st_size, sum);
    return 0;
}

static int pack_guest(struct files *files, struct form *form, int data)
{
    static struct pack pack = {.links = -1};
    pack.files = files;
    int r = vs_pool_open(files->storage_fd, &pack.pool);
    if (r < 0)
        return r;
    r = fill(&pack, form, data);
    vs_pool_close(&pack.pool);
    tar_free(&pack.records);
    free(pack.stretches);
    return r;
}

int run_archive(struct files *files)
{
    struct form form = NO_FORM;
    cleanup_fd int data = -1;
    if (files->guest.root.archive[0])
        return clear_form(files);
    if (!stream_is_possible())
        return refuse(files, -EOPNOTSUPP, "There is no zstd on this host: install it");
    int r = open_data(&files->guest, &data);
    r = r < 0 ? r : remove_strays(data, &files->guest.root);
    r = r < 0 ? r : count(files, data);
    r = r < 0 ? r : begin_form(files, &form);
    r = r < 0 ? r : pack_guest(files, &form, data);
    r = r < 0 ? r : take_form(files, &form);
    vs_close_fd(&data);
    return end_form(files, &form, r);
}
