/* A guest's storage, held so that nothing else changes it. */
#include "cleanup.h"
#include "files.h"
#include "guest-lock.h"
#include "kernel.h"
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>

static int open_at(const struct files *files, const char *kind, const char *name)
{
    char path[256];
    int r = vs_layout_run(&files->layout, kind, name, "", path, sizeof(path));
    if (r < 0)
        return r;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? -errno : fd;
}

static int hold_stopped(struct files *files, const char *name, struct place *place)
{
    cleanup_fd int runs = open_at(files, "guests", ".");
    if (runs < 0)
        return vs_fail(&files->failure, "run-directory", runs);
    int r = vs_guest_hold(runs, name, files->layout.agent_gid, &place->run);
    if (r < 0)
        return vs_fail(&files->failure, "running", r);
    place->made_run = r == 1;
    /* The supervisor of the last run may still be letting its overlay go. */
    if (flock(place->dir, LOCK_EX) < 0)
        return vs_fail(&files->failure, "running", -errno);
    return 0;
}

int open_place(struct files *files, const char *name, bool stops, struct place *place)
{
    char path[VS_NAME_SIZE + 16];
    (void)snprintf(path, sizeof(path), "guests/%s", name);
    place->dir = openat(files->storage_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (place->dir < 0)
        return vs_fail(&files->failure, "guest", -errno);
    (void)snprintf(path, sizeof(path), ".%s", name);
    int r = lock_entry(files, path, &place->entry);
    if (r < 0)
        return vs_fail(&files->failure, "job-running", r);
    r = stops ? hold_stopped(files, name, place) : 0;
    if (r < 0)
        return r;
    r = kind_of(files)->may_be_archived ? vs_guest_root_read_any(place->dir, &place->root)
                                        : vs_guest_root_read(place->dir, &place->root);
    return vs_fail(&files->failure, "root-file", r);
}

int open_template(const struct files *files, const char *id, int *ret_fd)
{
    char path[VS_TEMPLATE_SIZE + 24];
    (void)snprintf(path, sizeof(path), "templates/%s/rootfs", id);
    int fd = openat(files->storage_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    *ret_fd = fd;
    return 0;
}

/* The directory goes while it is locked: who waited for it sees that it is another one. */
void close_place(struct files *files, const char *name, struct place *place)
{
    cleanup_fd int runs = place->made_run ? open_at(files, "guests", ".") : -1;
    if (runs >= 0)
        (void)unlinkat(runs, name, AT_REMOVEDIR);
    vs_close_fd(&place->run);
    vs_close_fd(&place->dir);
    vs_close_fd(&place->entry);
    place->made_run = false;
}
