/* The last touches. Package scripts filled the tree, so every path in it is taken as hostile. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build.h"
#include "cleanup.h"
#include "kernel.h"

/* Files with an own reason to go; `content` NULL removes, else replaces. */
static const struct touch {
    const char *directory, *name, *content;
} TOUCHES[] = {
    {"etc", "machine-id", ""},  /* systemd makes one at the first boot, each guest its own */
    {"etc", "hostname", NULL},  /* the builder's; the supervisor writes the guest's */
    {"etc", "resolv.conf", ""}, /* the builder's */
    {"etc/apt/apt.conf.d", "99mmdebstrap", NULL},  /* the builder's proxies */
    {"etc/dpkg/dpkg.cfg.d", "99mmdebstrap", NULL}, /* force-unsafe-io */
};

static int replace(int directory, const char *name, const char *content)
{
    if (unlinkat(directory, name, 0) < 0 && errno != ENOENT)
        return -errno;
    if (!content)
        return 0;
    cleanup_fd int file =
        openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (file < 0 || fchmod(file, 0644) < 0)
        return -errno;
    return 0;
}

static int touch_up(int root)
{
    for (size_t i = 0; i < sizeof(TOUCHES) / sizeof(TOUCHES[0]); i++) {
        cleanup_fd int directory =
            vs_openat2(root, TOUCHES[i].directory, O_RDONLY | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
        if (directory < 0 && errno == ENOENT)
            continue;
        int r = directory < 0 ? -errno : replace(directory, TOUCHES[i].name, TOUCHES[i].content);
        if (r < 0)
            return r;
    }
    return 0;
}

int finish_build(struct build *build)
{
    int r = touch_up(build->root_fd);
    if (r < 0)
        return r;
    cleanup_fd int tree =
        openat(build->storage_fd, build->tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (tree < 0)
        return -errno;
    cleanup_fd int ready = openat(tree, "ready", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (ready < 0 || syncfs(tree) < 0) /* dpkg ran without its own syncs */
        return -errno;
    if (renameat(build->storage_fd, build->tree, build->storage_fd, build->request.id) < 0)
        return -errno;
    return fsync(build->storage_fd) < 0 ? -errno : 0;
}
