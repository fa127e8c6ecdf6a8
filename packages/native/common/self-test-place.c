/* Where the self-test writes, by what holds the limits. */
#include "cleanup.h"
#include "image.h"
#include "kernel.h"
#include "project.h"
#include "self-test.h"
#include "subvolume.h"
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define INODES 32

static int make_layer(int place)
{
    if (mkdirat(place, "data/upper", 0755) < 0 || mkdirat(place, "data/work", 0755) < 0)
        return -errno;
    return 0;
}

int vs_self_test_make_subvolume(int place, uint64_t bytes)
{
    int r = vs_subvolume_make(place, "data", VS_PROJECT_TEST);
    r = r < 0 ? r : vs_subvolume_limit(place, VS_PROJECT_TEST, bytes);
    return r < 0 ? r : make_layer(place);
}

int vs_self_test_make_image(int place, struct vs_self_test_limits *ret_limits)
{
    const struct vs_image_size size = {.bytes = VS_IMAGE_MIN, .inodes = INODES};
    struct vs_image_use use = {0};
    if (!vs_image_is_possible())
        return -EOPNOTSUPP;
    if (mkdirat(place, "data", 0755) < 0)
        return -errno;
    int r = make_layer(place);
    r = r < 0 ? r : vs_image_make(place, "data", &size);
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
