#include "features.h"
#include "cleanup.h"
#include "kernel.h"
#include "protocol.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/utsname.h>

/* Linux 6.13, linux/pidfd.h; the mask 0 asks for nothing but the call itself. */
struct pidfd_info_probe {
    uint64_t mask;
    uint8_t rest[56];
};
#define PIDFD_GET_INFO _IOWR(0xFF, 11, struct pidfd_info_probe)

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static bool kernel_is(unsigned major, unsigned minor)
{
    struct utsname name;
    unsigned found_major = 0, found_minor = 0;
    if (uname(&name) < 0 || sscanf(name.release, "%u.%u", &found_major, &found_minor) != 2)
        return false;
    return found_major > major || (found_major == major && found_minor >= minor);
}

static bool has_overlay_idmap(void)
{
    cleanup_fd int context = fsopen("overlay", FSOPEN_CLOEXEC);
    return context >= 0 && kernel_is(5, 19);
}

/* Older kernels take any option and refuse it only with real layers. */
static bool has_data_layer(void)
{
    cleanup_fd int context = fsopen("overlay", FSOPEN_CLOEXEC);
    return context >= 0 && kernel_is(6, 5);
}

static bool has_proc_pidns(void)
{
    cleanup_fd int context = fsopen("proc", FSOPEN_CLOEXEC);
    cleanup_fd int pidns = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
    return fsconfig(context, FSCONFIG_SET_FD, "pidns", NULL, pidns) == 0;
}

static bool has_pidfd_info(void)
{
    struct pidfd_info_probe info = {0};
    cleanup_fd int self = pidfd_open(getpid(), 0);
    return ioctl(self, PIDFD_GET_INFO, &info) == 0;
}

uint32_t detect_features(const char *cgroup_directory)
{
    char kill_file[320];
    (void)snprintf(kill_file, sizeof(kill_file), "%s/cgroup.kill", cgroup_directory);
    uint32_t found = 0;
    found |= has_overlay_idmap() ? VS_FEATURE_OVERLAY_IDMAP : 0;
    found |= exists("/proc/self/ns/time") ? VS_FEATURE_TIME_NS : 0;
    found |= exists("/proc/self/ns/user") ? VS_FEATURE_USER_NS : 0;
    found |= exists(kill_file) ? VS_FEATURE_CGROUP_KILL : 0;
    found |= has_proc_pidns() ? VS_FEATURE_PROC_PIDNS : 0;
    found |= has_pidfd_info() ? VS_FEATURE_PIDFD_INFO : 0;
    found |= has_data_layer() ? VS_FEATURE_DATA_LAYER : 0;
    return found;
}

uint32_t needed_features(void)
{
    return VS_FEATURE_OVERLAY_IDMAP | VS_FEATURE_TIME_NS | VS_FEATURE_USER_NS;
}

const char *feature_name(uint32_t features)
{
    static const struct {
        uint32_t feature;
        const char *name;
    } NAMES[] = {
        {VS_FEATURE_OVERLAY_IDMAP, "overlay over id-mapped layers (Linux 5.19, module overlay)"},
        {VS_FEATURE_TIME_NS, "time namespaces (CONFIG_TIME_NS)"},
        {VS_FEATURE_USER_NS, "user namespaces (CONFIG_USER_NS)"},
    };
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
        if (features & NAMES[i].feature)
            return NAMES[i].name;
    return "";
}
