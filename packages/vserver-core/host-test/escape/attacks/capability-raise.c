/* Even in its own user namespace nothing comes back that the runtime took. */
#include "../program/attack.h"

#include <linux/capability.h>
#include <sys/prctl.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {0};
    if (syscall(SYS_capget, &header, data) < 0)
        return refused(errno);
    for (int cap = 0; cap < 32; cap++) {
        if (data[0].permitted & (1u << cap))
            continue;
        data[0].permitted |= 1u << cap;
        data[0].effective |= 1u << cap;
        return judge(syscall(SYS_capset, &header, data));
    }
    return not_applicable("it has every one");
}

ATTACK("raise a capability it was not given", attempt, EPERM)
