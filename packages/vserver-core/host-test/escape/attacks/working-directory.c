/* The other half of CVE-2024-21626. getcwd(2): "(unreachable)" is a directory outside the root. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    static const char *const LINKS[] = {"/proc/1/cwd", "/proc/self/cwd"};
    char target[256];
    for (size_t i = 0; i < 2; i++) {
        ssize_t n = readlink(LINKS[i], target, sizeof(target) - 1);
        if (n < 0)
            return refused(errno);
        target[n] = '\0';
        if (strstr(target, "unreachable") || finds_canary(facts, AT_FDCWD, LINKS[i]))
            return succeeded("%s is %.100s", LINKS[i], target);
    }
    return contained("below the guest's own root");
}

ATTACK("inherit a working directory of the host", attempt, EACCES)
