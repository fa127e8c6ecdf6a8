#include "ccaps.h"
#include "cleanup.h"
#include "kernel.h"
#include "protocol.h"
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <stdbool.h>

/* Nobody could lift the limits of a guest's process otherwise. Source: prlimit(2). */
static bool may_raise_limits(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {0};
    return syscall(SYS_capget, &header, data) == 0 && (data[0].effective >> CAP_SYS_RESOURCE) & 1;
}

/* Loads the module where it can be loaded. */
static bool has_tun(void)
{
    cleanup_fd int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    return fd >= 0;
}

static bool has_notifications(void)
{
    struct seccomp_notif_sizes sizes;
    return syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) == 0;
}

uint64_t grantable_ccaps(void)
{
    uint64_t ccaps = VS_CCAP_OOM_ADJUST;
    if (has_notifications())
        ccaps |= VS_CCAP_HOSTNAME | VS_CCAP_RAW_ICMP | VS_CCAP_MOUNT;
    if (has_notifications() && may_raise_limits())
        ccaps |= VS_CCAP_RLIMIT;
    return has_tun() ? ccaps | VS_CCAP_TUN : ccaps;
}

const char *ccap_stage(uint64_t ccaps)
{
    static const struct {
        uint64_t ccap;
        const char *stage;
    } STAGES[] = {
        {VS_CCAP_HOSTNAME, "ccaps:hostname"},    {VS_CCAP_RLIMIT, "ccaps:rlimit"},
        {VS_CCAP_RAW_ICMP, "ccaps:rawIcmp"},     {VS_CCAP_MOUNT, "ccaps:mount"},
        {VS_CCAP_OOM_ADJUST, "ccaps:oomAdjust"}, {VS_CCAP_TUN, "ccaps:tun"},
        {VS_CCAP_QUOTA, "ccaps:quota"},
    };
    for (size_t i = 0; i < sizeof(STAGES) / sizeof(STAGES[0]); i++)
        if (ccaps & STAGES[i].ccap)
            return STAGES[i].stage;
    return "ccaps";
}
