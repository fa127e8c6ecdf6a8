#include "ahead.h"
#include "cleanup.h"
#include "file.h"
#include "kernel.h"
#include "mount-at.h"
#include "network.h"
#include "tree-api.h"
#include "tree-proc.h"
#include "tree-root.h"
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define SAFE_DATA           (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)
#define CAP_BIT(capability) (UINT64_C(1) << (capability))

int raise_loopback(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    cleanup_fd int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (any < 0)
        return -errno;
    return ioctl(any, SIOCSIFFLAGS, &request) < 0 ? -errno : 0;
}

/*
 * The namespace belongs to the host's user namespace, so no capability of the guest counts in it.
 * That is no loss to a guest without network capabilities, once ports below 1024 are for everyone.
 */
bool may_pool_network(const struct vs_guest_start *request)
{
    const uint64_t network = CAP_BIT(CAP_NET_ADMIN) | CAP_BIT(CAP_NET_RAW);
    return request->network.mode != VS_NETWORK_SHARED && !request->share_network[0] &&
           !(request->bcaps & network) && (request->bcaps & CAP_BIT(CAP_NET_BIND_SERVICE)) &&
           !(request->ccaps & (VS_CCAP_RAW_ICMP | VS_CCAP_TUN));
}

static int make_namespace(struct guest *guest)
{
    if (unshare(CLONE_NEWNET) < 0)
        return -errno;
    int r = raise_loopback();
    r = r < 0 ? r : vs_file_write(AT_FDCWD, "/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
    return r < 0 ? r : make_sysfs(guest);
}

/* While the host's tree is still there, where the packet programs are pinned. */
static int make_network_ahead(struct guest *guest)
{
    int r = make_namespace(guest);
    return r < 0 ? r : make_link_ahead(guest);
}

static int make_file(int room, const char *path)
{
    cleanup_fd int file = openat(room, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return file < 0 ? -errno : 0;
}

/* What B still needs of the host's tree: /proc, /dev/null, and a place to attach layers at. */
static int furnish(struct guest *guest)
{
    int room = guest->room_fd;
    if (mkdirat(room, "proc", 0755) < 0 || mkdirat(room, "dev", 0755) < 0)
        return -errno;
    int r = mount_own_proc(guest, room);
    r = r < 0 ? r : make_file(room, "dev/null");
    cleanup_fd int null = open_tree(AT_FDCWD, "/dev/null", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (r == 0 && null < 0)
        r = -errno;
    return r < 0 ? r : attach_at(null, room, "dev/null");
}

/*
 * A parked process may live for days: with a copy of the host's mount table it would keep busy
 * what the host wants to unmount, and a start would have to take that copy down.
 */
static int move_to_own_tree(struct guest *guest)
{
    static const char *const OPTIONS[] = {"size", "64k", "mode", "0755", NULL};
    int r = make_private(guest);
    r = r < 0 ? r : new_mount("tmpfs", OPTIONS, SAFE_DATA, &guest->room_fd);
    int room = guest->room_fd;
    if (r == 0 && move_mount(room, "", AT_FDCWD, guest->layout.data, MOVE_MOUNT_F_EMPTY_PATH) < 0)
        r = -errno;
    r = r < 0 ? r : furnish(guest);
    if (r < 0)
        return r;
    if (fchdir(room) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0)
        return -errno;
    return vs_make_directories(guest->layout.data, 0700);
}

int make_ahead(struct guest *guest)
{
    int r = make_network_ahead(guest);
    r = r < 0 ? r : move_to_own_tree(guest);
    return r < 0 ? r : make_api_mounts(guest);
}
