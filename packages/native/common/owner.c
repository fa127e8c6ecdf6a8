#include "owner.h"
#include "kernel.h"
#include <errno.h>
#include <linux/securebits.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>

/* Whose files the caller makes is another matter, which setresuid(2) would change along. */
static int set_euid(uid_t uid)
{
    uid_t files = (uid_t)syscall(SYS_setfsuid, -1);
    if (syscall(SYS_setresuid, -1, uid, -1) < 0)
        return -errno;
    (void)syscall(SYS_setfsuid, files);
    return 0;
}

int vs_owner_become(uid_t base, struct vs_owner *ret_before)
{
    *ret_before = (struct vs_owner){.euid = geteuid(), .fsuid = (uid_t)setfsuid((uid_t)-1)};
    if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) < 0)
        return -errno;
    return set_euid(base);
}

/* A change of the effective uid takes that of files along. Source: setfsuid(2). */
int vs_owner_leave(const struct vs_owner *before)
{
    int r = set_euid(before->euid);
    (void)setfsuid(before->fsuid);
    return r;
}
