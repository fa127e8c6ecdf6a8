/*
 * A tree from a stopped guest: what it shows over its template and own layers, copied by
 * descriptors. The guest is held, so that it stays stopped meanwhile; its own files do not change.
 */
#include "ceiling.h"
#include "cleanup.h"
#include "copy-data.h"
#include "guest-lock.h"
#include "guest-view.h"
#include "kernel.h"
#include "method.h"
#include "tree-difference.h"
#include "tree.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LINKS ".links" /* beside the tree while it is made */

static int open_runs(const struct build *build)
{
    char path[256];
    int r = vs_layout_run(&build->layout, "guests", "", "", path, sizeof(path));
    if (r < 0)
        return r;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static int require_guest(const struct build *build)
{
    char path[320];
    struct stat status;
    int r = vs_layout_storage(&build->layout, "guests", build->request.source, path, sizeof(path));
    if (r < 0)
        return r;
    return lstat(path, &status) < 0 ? -errno : S_ISDIR(status.st_mode) ? 0 : -ENOENT;
}

static int hold_guest(struct build *build)
{
    int r = require_guest(build);
    cleanup_fd int runs = r < 0 ? r : open_runs(build);
    if (runs < 0)
        return runs;
    r = vs_guest_hold(runs, build->request.source, build->layout.agent_gid, &build->guest_fd);
    build->made_guest_run = r == 1;
    return r < 0 ? r : 0;
}

int guest_prepare(struct build *build)
{
    return vs_fail(&build->failure, "guest", hold_guest(build));
}

/* The directory goes while it is locked: who waited for it sees that it is another one. */
void release_guest(struct build *build)
{
    cleanup_fd int runs = build->guest_fd >= 0 && build->made_guest_run ? open_runs(build) : -1;
    if (runs >= 0)
        (void)unlinkat(runs, build->request.source, AT_REMOVEDIR);
    vs_close_fd(&build->guest_fd);
}

static int write_file(struct vs_difference *difference, const struct vs_difference_file *file)
{
    (void)difference;
    cleanup_fd int from = openat(file->from.dir, file->from.name,
                                 O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOATIME | O_CLOEXEC);
    cleanup_fd int to = openat(file->to.dir, file->to.name,
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    return from < 0 || to < 0 ? -errno : vs_copy_data(from, to, file->st->st_size);
}

static int is_over(struct vs_difference *difference)
{
    return difference->seen > TREE_ENTRIES_MAX ? -E2BIG : 0;
}

static int copy_view(const struct build *build, int view, int tree)
{
    cleanup_fd int links = openat(tree, LINKS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (links < 0)
        return -errno;
    struct vs_difference difference = {.from = view,
                                       .base = -1,
                                       .to = build->root_fd,
                                       .links = links,
                                       .write_file = write_file,
                                       .is_over = is_over};
    return vs_tree_difference(&difference);
}

static int copy_guest(const struct build *build)
{
    char mark[256];
    cleanup_fd int view = -1, tree = -1;
    int r = vs_guest_view(&build->layout, build->request.source, false, mark, sizeof(mark), &view);
    if (r < 0)
        return r;
    tree = openat(build->storage_fd, build->tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (tree < 0 || mkdirat(tree, LINKS, 0700) < 0)
        return -errno;
    r = copy_view(build, view, tree);
    int removed = vs_tree_remove(tree, LINKS);
    return r < 0 ? r : removed;
}

int guest_copy(const struct build *build)
{
    int r = copy_guest(build);
    if (r == 0)
        return 0;
    dprintf(2, "E: the guest cannot be copied: %s\n",
            r == -E2BIG     ? "it has more than a million files"
            : r == -ENOLINK ? "it is archived"
                            : strerror(-r));
    return EXIT_FAILURE;
}
