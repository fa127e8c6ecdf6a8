/* What the runtime left open in a process that it made in the guest, which inherits to this one. */
#include "../program/attack.h"

#include <dirent.h>

/* The attack's own pipe and this directory's. */
static bool own(const char *target)
{
    return strncmp(target, "pipe:", 5) == 0 || strncmp(target, "/proc/", 6) == 0;
}

static struct outcome attempt(const struct facts *facts)
{
    char target[256], path[64];
    DIR *list = opendir("/proc/self/fd");
    const struct dirent *entry;
    while (list && (entry = readdir(list))) {
        ssize_t n = readlinkat(dirfd(list), entry->d_name, target, sizeof(target) - 1);
        if (n < 0)
            continue;
        target[n] = '\0';
        (void)snprintf(path, sizeof(path), "/proc/self/fd/%.20s/../../../..", entry->d_name);
        if (finds_canary(facts, AT_FDCWD, path))
            return succeeded("%s", target);
        if (strtol(entry->d_name, NULL, 10) > 2 && !own(target))
            return succeeded("descriptor %s is %.100s", entry->d_name, target);
    }
    return list ? contained("only 0, 1 and 2") : refused(errno);
}

ATTACK("inherit a descriptor of the host", attempt)
