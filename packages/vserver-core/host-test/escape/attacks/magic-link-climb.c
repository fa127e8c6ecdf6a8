/* A descriptor that came by a magic link is resolved from where it is, not from the root. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    char path[64];
    int root = open("/proc/1/root", O_PATH | O_DIRECTORY);
    if (root < 0)
        return refused(errno);
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d/../../../..", root);
    if (finds_canary(facts, AT_FDCWD, path) || finds_canary(facts, root, ".."))
        return succeeded("the host's files");
    return access("/proc/1/root/proc", F_OK) == 0 ? contained("at the guest's own root")
                                                  : refused(errno);
}

ATTACK("climb from a magic link's descriptor", attempt, EACCES, EPERM)
