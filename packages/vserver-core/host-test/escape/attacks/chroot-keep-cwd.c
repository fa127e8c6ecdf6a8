/* A working directory outside the new root needs no open descriptor. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    char jail[64];
    if (!scratch_directory(jail, sizeof(jail)) || chdir("/") < 0 || chroot(jail) < 0)
        return refused(errno);
    for (int i = 0; i < 64; i++)
        if (chdir("..") < 0)
            return refused(errno);
    if (finds_canary(facts, AT_FDCWD, "."))
        return succeeded("the host's files");
    return access("proc/self/exe", F_OK) == 0 ? contained("at the guest's own root")
                                              : refused(errno);
}

ATTACK("leave by chroot with a working directory outside", attempt, EPERM)
