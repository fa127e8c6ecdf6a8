#include "cleanup.h"
#include "image.h"
#include "kernel.h"
#include "self-test.h"
#include "tree.h"
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define INODES 32

int vs_self_test_make_image(int place, struct vs_self_test_limits *ret_limits)
{
    static const char *const DIRECTORIES[] = {"data", "data/upper", "data/work"};
    const struct vs_image_size size = {.bytes = VS_IMAGE_MIN, .inodes = INODES};
    struct vs_image_use use = {0};
    if (!vs_image_is_possible())
        return -EOPNOTSUPP;
    for (size_t i = 0; i < sizeof(DIRECTORIES) / sizeof(DIRECTORIES[0]); i++)
        if (mkdirat(place, DIRECTORIES[i], 0755) < 0)
            return -errno;
    int r = vs_image_make(place, "data", &size);
    r = r < 0 ? r : vs_image_use(place, &use);
    *ret_limits = (struct vs_self_test_limits){.bytes = use.size.bytes, .inodes = use.size.inodes};
    return r;
}

int vs_self_test_mount_image(const char *path)
{
    cleanup_fd int mount_fd = -1;
    if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return -errno;
    cleanup_fd int place = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (place < 0)
        return -errno;
    int r = vs_image_mount(place, &mount_fd);
    if (r == 0 && move_mount(mount_fd, "", place, "data", MOVE_MOUNT_F_EMPTY_PATH) < 0)
        r = -errno;
    return r;
}
