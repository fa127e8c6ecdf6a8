/* Of the machine, not of the guest. reboot(2). */
#include "../program/attack.h"

#include <linux/reboot.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    return judge(syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
                         LINUX_REBOOT_CMD_CAD_OFF, NULL));
}

ATTACK("change what Ctrl-Alt-Delete does on the host", attempt, EINVAL, EPERM)
