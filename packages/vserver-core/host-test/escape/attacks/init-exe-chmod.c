#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    if (leads_inside("/proc/1/exe"))
        return contained("a file of its own");
    struct stat exe;
    if (stat("/proc/1/exe", &exe) < 0)
        return refused(errno);
    return judge(chmod("/proc/1/exe", exe.st_mode & 07777));
}

ATTACK("change the mode of its init's program", attempt, EPERM, EACCES, EROFS)
