#include "caps.h"
#include "kernel.h"
#include "protocol.h"
#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>

#define BIT(cap) (1ull << (cap))

/* Source: util-vserver's bcapabilities "secure". */
static const uint64_t SECURE =
    BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_DAC_READ_SEARCH) | BIT(CAP_FOWNER) |
    BIT(CAP_FSETID) | BIT(CAP_KILL) | BIT(CAP_SETGID) | BIT(CAP_SETUID) | BIT(CAP_SETPCAP) |
    BIT(CAP_SETFCAP) | BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_SYS_CHROOT) | BIT(CAP_SYS_PTRACE) |
    BIT(CAP_SYS_BOOT) | BIT(CAP_SYS_TTY_CONFIG) | BIT(CAP_LEASE) | BIT(CAP_AUDIT_WRITE);

uint64_t vs_caps_secure(void)
{
    return SECURE;
}

static const uint64_t ADDITIONAL = BIT(CAP_LINUX_IMMUTABLE) | BIT(CAP_NET_BROADCAST) |
                                   BIT(CAP_NET_ADMIN) | BIT(CAP_NET_RAW) | BIT(CAP_IPC_LOCK) |
                                   BIT(CAP_IPC_OWNER) | BIT(CAP_SYS_ADMIN) | BIT(CAP_SYS_NICE) |
                                   BIT(CAP_SYS_RESOURCE) | BIT(CAP_MKNOD);

uint64_t vs_caps_grantable(void)
{
    return SECURE | ADDITIONAL;
}

/* The others need nobody who answers while the guest runs. */
#define BY_CALL                                                                                    \
    (VS_CCAP_HOSTNAME | VS_CCAP_RLIMIT | VS_CCAP_RAW_ICMP | VS_CCAP_MOUNT | VS_CCAP_QUOTA)

uint64_t vs_ccaps_brokered(uint64_t bcaps, uint64_t ccaps)
{
    uint64_t brokered = ccaps & BY_CALL;
    if (bcaps & BIT(CAP_SYS_ADMIN))
        brokered &= ~(uint64_t)(VS_CCAP_HOSTNAME | VS_CCAP_MOUNT);
    if (bcaps & BIT(CAP_NET_RAW))
        brokered &= ~(uint64_t)VS_CCAP_RAW_ICMP;
    return brokered;
}

static int drop_bounding(uint64_t keep)
{
    for (int cap = 0; cap < 64; cap++) {
        if (keep & BIT(cap))
            continue;
        /* EINVAL: the kernel knows no capability with this or a higher number. */
        if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
            return errno == EINVAL ? 0 : -errno;
    }
    return 0;
}

int vs_caps_apply(uint64_t keep)
{
    int r = drop_bounding(keep);
    if (r < 0)
        return r;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
        return -errno;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {
        {.effective = (uint32_t)keep, .permitted = (uint32_t)keep},
        {.effective = (uint32_t)(keep >> 32), .permitted = (uint32_t)(keep >> 32)},
    };
    return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

int vs_caps_limit(uint64_t keep)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {{0}};
    if (syscall(SYS_capget, &header, data) < 0)
        return -errno;
    uint64_t held = data[0].permitted | (uint64_t)data[1].permitted << 32;
    int r = held & BIT(CAP_SETPCAP) ? drop_bounding(keep) : 0;
    if (r < 0)
        return r;
    for (int i = 0; i < 2; i++) {
        uint32_t half = (uint32_t)(keep >> 32 * i);
        data[i].effective &= half;
        data[i].permitted &= half;
        data[i].inheritable = 0;
    }
    return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}
