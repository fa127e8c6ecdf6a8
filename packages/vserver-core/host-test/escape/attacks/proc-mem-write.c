/* Code in a process outside is the whole host. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    char path[64];
    struct stat one;
    if (stat("/proc/1/mem", &one) < 0)
        return not_applicable("no procfs");
    (void)snprintf(path, sizeof(path), "/proc/%d/mem", facts->victim_pid);
    return judge(open(path, O_RDWR));
}

ATTACK("open the memory of another guest's init", attempt, ENOENT, EACCES)
