/* ioctl_ns(2): a descriptor of the parent namespace would be enough for setns. */
#include "../program/attack.h"

#include <linux/nsfs.h>
#include <sys/ioctl.h>

static struct outcome attempt(const struct facts *facts)
{
    static const char *const SPACES[] = {"user", "pid"};
    char path[64];
    (void)facts;
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof(path), "/proc/self/ns/%s", SPACES[i]);
        int space = open(path, O_RDONLY);
        if (space < 0)
            return refused(errno);
        if (ioctl(space, NS_GET_PARENT) >= 0)
            return succeeded("the parent of the %s namespace", SPACES[i]);
    }
    return refused(errno);
}

ATTACK("get the parent of its namespaces", attempt, EPERM)
