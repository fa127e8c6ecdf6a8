/* A private tree: the template's files with their content, nothing of it shared by a layer. */
#include "backend-tree.h"
#include "cleanup.h"
#include "copy-data.h"
#include "kernel.h"
#include "stub.h"
#include "subvolume.h"
#include "tree-difference.h"
#include "tree.h"
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

#define LINKS  ".links" /* with a number, in the tree while it is made */
#define MASTER "tree"   /* of a template: what snapshots are taken of */

/* A stub's content is an object, whose bytes are the file's. */
static int open_content(int objects, const struct vs_difference_file *file)
{
    char name[VS_POOL_NAME_SIZE];
    cleanup_fd int fd = openat(file->from.dir, file->from.name,
                               O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOATIME | O_CLOEXEC);
    int kind = fd < 0 ? -errno : vs_stub_read(fd, name);
    if (kind < 0)
        return kind;
    if (kind == VS_STUB_NONE)
        return vs_steal_fd(&fd);
    if (kind != VS_STUB_POOLED)
        return -EBADMSG;
    int object = openat(objects, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    return object < 0 ? -errno : object;
}

static int write_file(struct vs_difference *difference, const struct vs_difference_file *file)
{
    const int *objects = difference->context;
    cleanup_fd int from = open_content(*objects, file);
    if (from < 0)
        return from;
    cleanup_fd int to = openat(file->to.dir, file->to.name,
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    return to < 0 ? -errno : vs_copy_data(from, to, file->st->st_size);
}

static int go_on(struct vs_difference *difference)
{
    (void)difference;
    return 0;
}

static int open_directory(int dir, const char *name)
{
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

/* A name that the tree itself does not have. */
static int find_free_name(int rootfs, char *ret_name, size_t size)
{
    for (unsigned i = 0;; i++) {
        (void)snprintf(ret_name, size, LINKS "-%u", i);
        if (faccessat(rootfs, ret_name, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
            return errno == ENOENT ? 0 : -errno;
    }
}

/* Into the empty directory to. */
static int write_difference(const struct vs_tree_source *source, int to, int links)
{
    struct vs_difference difference = {.from = source->rootfs,
                                       .base = -1,
                                       .to = to,
                                       .links = links,
                                       .write_file = write_file,
                                       .is_over = go_on,
                                       .context = (void *)&source->objects};
    return vs_tree_difference(&difference);
}

/* Into the empty directory dir/name, which may be a subvolume: no file has names in two of them. */
static int copy_tree(const struct vs_tree_source *source, int dir, const char *name)
{
    char links_name[24];
    struct stat st;
    cleanup_fd int to = open_directory(dir, name);
    int r = to < 0 ? to : find_free_name(source->rootfs, links_name, sizeof(links_name));
    if (r < 0)
        return r;
    if (mkdirat(to, links_name, 0700) < 0 || fstat(source->rootfs, &st) < 0)
        return -errno;
    cleanup_fd int links = open_directory(to, links_name);
    r = links < 0 ? links : write_difference(source, to, links);
    r = r < 0 ? r : vs_tree_remove(to, links_name);
    /* That has changed its times. */
    return r < 0 ? r
                 : vs_attributes_copy((struct vs_entry){source->rootfs, "."}, &st,
                                      (struct vs_entry){to, "."});
}

/* Once for all guests of the template. Whoever comes meanwhile waits for it. */
static int make_master(const struct vs_tree_source *source)
{
    static const char TEMPORARY[] = "." MASTER ".new";
    if (flock(source->template, LOCK_EX) < 0)
        return -errno;
    if (faccessat(source->template, MASTER, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return flock(source->template, LOCK_UN) < 0 ? -errno : 0;
    int r = vs_tree_remove(source->template, TEMPORARY);
    r = r < 0 ? r : vs_subvolume_make(source->template, TEMPORARY, 0);
    r = r < 0 ? r : copy_tree(source, source->template, TEMPORARY);
    if (r == 0 && (syncfs(source->template) < 0 ||
                   renameat(source->template, TEMPORARY, source->template, MASTER) < 0))
        r = -errno;
    (void)flock(source->template, LOCK_UN);
    return r;
}

static int snapshot(const struct vs_tree_source *source, int data, uint32_t project)
{
    int r = make_master(source);
    cleanup_fd int master = r < 0 ? r : open_directory(source->template, MASTER);
    return master < 0 ? master : vs_subvolume_snapshot(master, data, VS_TREE_NAME, project);
}

int vs_tree_make(const struct vs_tree_source *source, int data, uint32_t project)
{
    if (vs_subvolume_is_possible(data))
        return snapshot(source, data, project);
    if (mkdirat(data, VS_TREE_NAME, 0755) < 0)
        return -errno;
    int r = copy_tree(source, data, VS_TREE_NAME);
    return r < 0 ? r : syncfs(data) < 0 ? -errno : 0;
}
