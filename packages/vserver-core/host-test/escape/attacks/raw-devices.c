/* Devices that the runtime itself may have put there. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    static const char *const DEVICES[] = {
        "mem", "kmem",         "port",  "kmsg",          "sda",    "vda",  "nvme0n1",
        "kvm", "loop-control", "loop0", "btrfs-control", "autofs", "hwrng"};
    char path[64];
    (void)facts;
    if (access("/dev/null", F_OK) < 0)
        return not_applicable("no /dev");
    for (size_t i = 0; i < sizeof(DEVICES) / sizeof(DEVICES[0]); i++) {
        (void)snprintf(path, sizeof(path), "/dev/%s", DEVICES[i]);
        if (open(path, O_RDONLY | O_NONBLOCK) >= 0)
            return succeeded("%s", path);
    }
    return contained("/dev has none of them");
}

ATTACK("open a device of the host in /dev", attempt)
