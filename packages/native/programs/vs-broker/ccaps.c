#include "ccaps.h"
#include "cleanup.h"
#include "file.h"
#include "guest.h"
#include "image-quota.h"
#include "kernel.h"
#include "protocol.h"
#include "state-file.h"
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <string.h>

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

#define QUOTA_TEST "quota-test" /* in the storage: the outcome, and of which boot */
#define BOOT_SIZE  40

static int read_boot(char ret_boot[BOOT_SIZE])
{
    int r = vs_file_read(AT_FDCWD, "/proc/sys/kernel/random/boot_id", ret_boot, BOOT_SIZE);
    if (r == 0)
        ret_boot[strcspn(ret_boot, "\n")] = '\0';
    return r;
}

static int try_quota(int storage, const char *boot)
{
    struct vs_state state;
    int r = vs_image_try_quota(storage);
    vs_state_reset(&state);
    vs_state_add(&state, "boot", boot);
    vs_state_add_u64(&state, "errno", (uint64_t)-r);
    (void)vs_state_write(storage, QUOTA_TEST, &state, 0, false);
    return r;
}

/* No interface tells whether the kernel has the format, so a file system is mounted that needs it.
 * Source: ext4_feature_set_ok(). */
static bool has_quota(const struct vs_layout_record *layout)
{
    struct vs_state state;
    uint64_t error;
    char boot[BOOT_SIZE], tested[BOOT_SIZE];
    cleanup_fd int storage = open_storage(layout, ".");
    if (storage < 0 || access("/proc/sys/fs/quota", F_OK) < 0 || read_boot(boot) < 0)
        return false;
    if (vs_state_read(storage, QUOTA_TEST, &state) == 0 &&
        vs_state_get(&state, "boot", tested, sizeof(tested)) == 0 && !strcmp(boot, tested) &&
        vs_state_get_u64(&state, "errno", &error) == 0)
        return error == 0;
    return try_quota(storage, boot) == 0;
}

static bool has_notifications(void)
{
    struct seccomp_notif_sizes sizes;
    return syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) == 0;
}

uint64_t grantable_ccaps(const struct vs_layout_record *layout)
{
    uint64_t ccaps = VS_CCAP_OOM_ADJUST;
    if (has_notifications())
        ccaps |= VS_CCAP_HOSTNAME | VS_CCAP_RAW_ICMP | VS_CCAP_MOUNT;
    if (has_notifications() && may_raise_limits())
        ccaps |= VS_CCAP_RLIMIT;
    if (has_notifications() && has_quota(layout))
        ccaps |= VS_CCAP_QUOTA;
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
