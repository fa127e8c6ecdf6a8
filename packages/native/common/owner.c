#include "owner.h"
#include "kernel.h"
#include <errno.h>
#include <linux/securebits.h>
#include <sys/prctl.h>

static int set_euid(uid_t uid)
{
    return syscall(SYS_setresuid, -1, uid, -1) < 0 ? -errno : 0;
}

int vs_owner_become(uid_t base)
{
    if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) < 0)
        return -errno;
    return set_euid(base);
}

int vs_owner_leave(void)
{
    return set_euid(0);
}
