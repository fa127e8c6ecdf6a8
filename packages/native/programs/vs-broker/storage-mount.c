#include "storage-mount.h"
#include "cleanup.h"
#include "kernel.h"
#include "state-file.h"
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define FILE_NAME "storage-mount"

/* Of a broker before, or of the host's owner. */
static bool is_safe(const char *path)
{
    struct statvfs found;
    return statvfs(path, &found) == 0 && (found.f_flag & ST_NOSUID) && (found.f_flag & ST_NODEV);
}

/* With what is mounted below it, such as a template's own file system. */
static int cover(const char *path)
{
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV,
                              .propagation = MS_PRIVATE};
    cleanup_fd int tree =
        open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
    if (tree < 0 || mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof(attr)) < 0)
        return -errno;
    return move_mount(tree, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) < 0 ? -errno : 0;
}

static int note(const struct vs_layout_record *layout, const char *path)
{
    struct vs_state state;
    struct statx found;
    cleanup_fd int run = open(layout->run, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (run < 0 || statx(AT_FDCWD, path, 0, STATX_MNT_ID, &found) < 0)
        return -errno;
    vs_state_reset(&state);
    vs_state_add_u64(&state, "mount", found.stx_mnt_id);
    return vs_state_write(run, FILE_NAME, &state, 0, false);
}

int mount_storage(const struct vs_layout_record *layout)
{
    char path[VS_PATH_SIZE + sizeof("/storage")];
    (void)snprintf(path, sizeof(path), "%s/storage", layout->data);
    if (is_safe(path))
        return 0;
    int r = cover(path);
    return r < 0 ? r : note(layout, path);
}
