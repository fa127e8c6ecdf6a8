#include "xid.h"
#include "cleanup.h"
#include "guest-state.h"
#include "kernel.h"
#include "parse.h"
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define PATH_SIZE 320
#define TRIES_MAX 8

static int make_path(const struct guest *guest, char ret_path[PATH_SIZE])
{
    char number[12];
    (void)snprintf(number, sizeof(number), "%u", guest->request.xid);
    return vs_layout_run(&guest->layout, "xids", number, "", ret_path, PATH_SIZE);
}

/* Empty while somebody has just made the file. */
static void read_owner(int file, char ret_name[VS_NAME_SIZE])
{
    memset(ret_name, 0, VS_NAME_SIZE);
    if (pread(file, ret_name, VS_NAME_SIZE - 1, 0) < 0 || vs_parse_name(ret_name) < 0)
        memset(ret_name, 0, VS_NAME_SIZE);
}

/* A guest outlives a supervisor that was killed, whose lock is gone with it. */
static bool lives(const struct guest *guest, const char *name)
{
    char path[PATH_SIZE];
    struct vs_guest_state state;
    cleanup_fd int pidfd = -1;
    if (vs_layout_run(&guest->layout, "guests", name, "", path, sizeof(path)) < 0)
        return false;
    cleanup_fd int run = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return run >= 0 && vs_guest_open(run, &state, &pidfd) == 0;
}

/* The last supervisor of this same guest may have a moment to go; that of another is in the way. */
static int lock(const struct guest *guest, int file)
{
    char owner[VS_NAME_SIZE];
    if (flock(file, LOCK_EX | LOCK_NB) == 0)
        return 0;
    if (errno != EWOULDBLOCK)
        return -errno;
    read_owner(file, owner);
    if (strcmp(owner, guest->request.name))
        return -EADDRINUSE;
    return flock(file, LOCK_EX) < 0 ? -errno : 0;
}

static int note_owner(const struct guest *guest, int file)
{
    const char *name = guest->request.name;
    char owner[VS_NAME_SIZE];
    read_owner(file, owner);
    if (owner[0] && strcmp(owner, name) && lives(guest, owner))
        return -EADDRINUSE;
    size_t length = strlen(name);
    if (ftruncate(file, 0) < 0)
        return -errno;
    return pwrite(file, name, length, 0) == (ssize_t)length ? 0 : -EIO;
}

/* 1: the file was removed by the guest that had the number last, so there is a newer one. */
static int try_claim(struct guest *guest, const char *path)
{
    struct stat found;
    cleanup_lock int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return -errno;
    int r = lock(guest, file);
    if (r < 0)
        return r;
    if (fstat(file, &found) < 0)
        return -errno;
    if (found.st_nlink == 0)
        return 1;
    r = note_owner(guest, file);
    if (r == 0)
        guest->xid_fd = vs_steal_fd(&file);
    return r;
}

int claim_xid(struct guest *guest)
{
    char path[PATH_SIZE];
    int r = make_path(guest, path);
    if (r < 0)
        return r;
    for (int i = 0; i < TRIES_MAX; i++) {
        r = try_claim(guest, path);
        if (r <= 0)
            return r;
    }
    return -EAGAIN;
}

void release_xid(struct guest *guest)
{
    char path[PATH_SIZE];
    if (guest->xid_fd < 0)
        return;
    if (make_path(guest, path) == 0)
        (void)unlink(path);
    vs_close_fd(&guest->xid_fd);
}
