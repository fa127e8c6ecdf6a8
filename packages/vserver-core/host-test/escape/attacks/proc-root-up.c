/* /proc/PID/root is followed without the caller's own root as a bound. proc(5). */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    static const char *const LINKS[] = {"/proc/1/root", "/proc/1/cwd", "/proc/self/root",
                                        "/proc/thread-self/root"};
    char path[128];
    for (size_t i = 0; i < sizeof(LINKS) / sizeof(LINKS[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/../../../../..", LINKS[i]);
        if (finds_canary(facts, AT_FDCWD, path))
            return succeeded("%s", LINKS[i]);
    }
    return access("/proc/1/root/proc", F_OK) == 0 ? contained("at the guest's own root")
                                                  : refused(errno);
}

ATTACK("walk above the root by /proc/1/root", attempt, EACCES, EPERM)
