/* The guest's procfs must not know the host's numbers. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    char path[64];
    struct stat one;
    (void)snprintf(path, sizeof(path), "/proc/%d/root", facts->host_pid);
    if (stat("/proc/1", &one) < 0)
        return not_applicable("no procfs");
    if (finds_canary(facts, AT_FDCWD, path))
        return succeeded("%s", path);
    (void)snprintf(path, sizeof(path), "/proc/%d", facts->host_pid);
    return judge(open(path, O_RDONLY));
}

/* procfs of another pid namespace has no such entry; /proc/1 was there. */
ATTACK("find a process of the host in /proc", attempt, ENOENT)
