/* Whoever is in no limited group has no limits. cgroup_namespaces(7). */
#include "../program/attack.h"

#include <sys/mount.h>

static bool shows_more(const char *directory)
{
    char path[64];
    struct stat inside, outside;
    (void)snprintf(path, sizeof(path), "%s/cgroup.procs", directory);
    return stat(path, &outside) == 0 && stat("/sys/fs/cgroup/cgroup.procs", &inside) == 0 &&
           inside.st_dev == outside.st_dev && inside.st_ino != outside.st_ino;
}

static struct outcome attempt(const struct facts *facts)
{
    char line[256];
    (void)facts;
    FILE *file = fopen("/proc/self/cgroup", "re");
    while (file && fgets(line, sizeof(line), file))
        if (strstr(line, "/.."))
            return succeeded("%.100s", line);
    int procs = open("/sys/fs/cgroup/../cgroup.procs", O_WRONLY);
    own_mounts();
    if (mount("cgroup2", "/tmp", "cgroup2", 0, NULL) == 0 && shows_more("/tmp"))
        return succeeded("a group above its own");
    return procs >= 0 ? succeeded("cgroup.procs above its own")
                      : contained("its own group is the root");
}

ATTACK("leave its group", attempt, EACCES)
