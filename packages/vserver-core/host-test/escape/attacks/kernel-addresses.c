/* Where the kernel lies in memory is what an exploit needs first. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    char line[128];
    unsigned lines = 0;
    (void)facts;
    FILE *file = fopen("/proc/kallsyms", "re");
    if (!file)
        return errno == ENOENT ? not_applicable("a kernel without kallsyms") : refused(errno);
    while (lines++ < 1000 && fgets(line, sizeof(line), file))
        if (strtoull(line, NULL, 16) != 0)
            return succeeded("%.40s", line);
    return contained("every address reads as 0");
}

ATTACK("read the addresses of the kernel", attempt, EACCES, EPERM)
