#include "raw.h"
#include "cleanup.h"
#include "kernel.h"
#include "mount-at.h"
#include <sys/mount.h>
#include <sys/stat.h>

#define PATH "raw"

/* B makes files as the guest's root, whose it then is. A copy of a mount has its ids as well. */
int open_raw(struct guest *guest, int data)
{
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_NODEV};
    if (!guest->request.raw_target[0])
        return 0;
    if (mkdirat(data, PATH, 0755) < 0 && errno != EEXIST)
        return -errno;
    guest->raw_fd =
        open_tree(data, PATH, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW);
    if (guest->raw_fd < 0 ||
        mount_setattr(guest->raw_fd, "", AT_EMPTY_PATH, &attr, sizeof(attr)) < 0)
        return -errno;
    return 0;
}

int mount_raw(struct guest *guest)
{
    if (guest->raw_fd < 0)
        return 0;
    return attach_directory(guest->raw_fd, guest->root_fd, guest->request.raw_target);
}
