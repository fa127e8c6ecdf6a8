#include "virtual-proc.h"
#include "cleanup.h"
#include "kernel.h"
#include "mount-at.h"
#include <sys/mount.h>

/* By the name that vs-proc has for it. */
static const struct {
    const char *name, *target;
} FILES[] = {
    {"loadavg", "proc/loadavg"}, {"meminfo", "proc/meminfo"},       {"stat", "proc/stat"},
    {"cpuinfo", "proc/cpuinfo"}, {"swaps", "proc/swaps"},           {"diskstats", "proc/diskstats"},
    {"uptime", "proc/uptime"},   {"cpu", "sys/devices/system/cpu"},
};

#define FILES_COUNT (sizeof(FILES) / sizeof(FILES[0]))

_Static_assert(FILES_COUNT == VIRTUAL_MOUNTS_MAX, "struct guest has room for each");

/* The names with what a look-up would say of each, in one answer instead of one for each. */
static void look_all_up(int dir)
{
    char names[1024];
    (void)syscall(SYS_getdents64, dir, names, sizeof(names));
}

/* That it is there was seen before pid 1 got its filter, so now it must be. */
int open_virtual_proc(struct guest *guest)
{
    if (!guest->view[0])
        return 0;
    cleanup_fd int dir = open(guest->view, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0)
        return -errno;
    look_all_up(dir);
    for (size_t i = 0; i < FILES_COUNT; i++) {
        guest->virtual_fds[i] = open_tree(
            dir, FILES[i].name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW);
        if (guest->virtual_fds[i] < 0)
            return -errno;
    }
    return 0;
}

int mount_virtual_proc(struct guest *guest)
{
    int r = 0;
    for (size_t i = 0; r == 0 && guest->view[0] && i < FILES_COUNT; i++) {
        r = attach_at(guest->virtual_fds[i], guest->root_fd, FILES[i].target);
        vs_close_fd(&guest->virtual_fds[i]);
    }
    return r;
}
