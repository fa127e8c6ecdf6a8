#include "tun.h"
#include "cleanup.h"
#include "kernel.h"
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* Source: kernel admin-guide/devices.txt. */
#define TUN_MAJOR 10
#define TUN_MINOR 200

/* A real node, as the others: the tmpfs belongs to the host's user namespace. */
static int make_node(const struct guest *guest, int *ret_fd)
{
    cleanup_fd int dev =
        vs_openat2(guest->root_fd, "dev", O_RDONLY | O_DIRECTORY, 0, VS_RESOLVE_HOSTILE);
    if (dev < 0 || mkdirat(dev, "net", 0755) < 0 ||
        mknodat(dev, "net/tun", S_IFCHR | 0666, makedev(TUN_MAJOR, TUN_MINOR)) < 0)
        return -errno;
    *ret_fd = openat(dev, "net/tun", O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    return *ret_fd < 0 ? -errno : 0;
}

static int raise_device(const char *name)
{
    struct ifreq request = {.ifr_flags = IFF_UP};
    cleanup_fd int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    (void)snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
    if (any < 0 || ioctl(any, SIOCSIFFLAGS, &request) < 0)
        return -errno;
    return 0;
}

/* In the network of another guest, tun0 is that one's; ours is found again at the next start. */
static unsigned number_of(const struct guest *guest)
{
    return guest->request.share_network[0] ? guest->request.xid : 0;
}

/*
 * The device stays when it is closed, and its owner may open it without CAP_NET_ADMIN, which making
 * another takes. Source: tuntap.rst, tun_not_capable(). B is in the guest's network namespace by
 * now.
 */
int make_tun(struct guest *guest)
{
    struct ifreq request = {.ifr_flags = IFF_TUN};
    cleanup_fd int tun = -1;
    if (!(guest->request.ccaps & VS_CCAP_TUN))
        return 0;
    (void)snprintf(request.ifr_name, sizeof(request.ifr_name), "tun%u", number_of(guest));
    int r = make_node(guest, &tun);
    if (r < 0)
        return r;
    if (ioctl(tun, TUNSETIFF, &request) < 0 ||
        ioctl(tun, TUNSETOWNER, (unsigned long)guest->base) < 0 ||
        ioctl(tun, TUNSETPERSIST, 1ul) < 0)
        return -errno;
    return raise_device(request.ifr_name);
}
