/* The classic pair: a directory kept open outside a new root is a way past it. chroot(2), NOTES. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    char jail[64];
    int outside = open("/", O_RDONLY | O_DIRECTORY);
    if (!scratch_directory(jail, sizeof(jail)) || chroot(jail) < 0 || fchdir(outside) < 0)
        return refused(errno);
    for (int i = 0; i < 64; i++)
        if (chdir("..") < 0)
            return refused(errno);
    if (chroot(".") < 0)
        return refused(errno);
    if (finds_canary(facts, AT_FDCWD, ""))
        return succeeded("the host's files");
    return access("/proc/self/exe", F_OK) == 0 ? contained("at the guest's own root")
                                               : refused(errno);
}

ATTACK("leave by chroot and fchdir", attempt, EPERM)
