#include "tree-console.h"
#include "cleanup.h"
#include "kernel.h"
#include "mount-at.h"
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>

#ifndef TIOCGPTPEER
#define TIOCGPTPEER _IO('T', 0x41)
#endif

static int open_pty(struct guest *guest, int *ret_number)
{
    static const struct winsize SIZE = {.ws_col = 80, .ws_row = 24};
    int unlocked = 0;
    guest->master_fd =
        vs_openat2(guest->root_fd, "dev/pts/ptmx", O_RDWR | O_NOCTTY, 0, VS_RESOLVE_HOSTILE);
    if (guest->master_fd < 0)
        return -errno;
    if (ioctl(guest->master_fd, TIOCSPTLCK, &unlocked) < 0 ||
        ioctl(guest->master_fd, TIOCGPTN, ret_number) < 0 ||
        ioctl(guest->master_fd, TIOCSWINSZ, &SIZE) < 0)
        return -errno;
    /* Kept open: the pty must not hang up each time the guest closes its last descriptor. */
    guest->slave_fd = ioctl(guest->master_fd, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return guest->slave_fd < 0 ? -errno : 0;
}

int make_console(struct guest *guest)
{
    int number;
    char name[32];
    int r = open_pty(guest, &number);
    if (r < 0)
        return r;
    (void)snprintf(name, sizeof(name), "dev/pts/%d", number);
    cleanup_fd int file =
        openat(guest->root_fd, "dev/console", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    cleanup_fd int pty = open_tree(guest->root_fd, name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (file < 0 || pty < 0)
        return -errno;
    return attach_at(pty, guest->root_fd, "dev/console");
}
