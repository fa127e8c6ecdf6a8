#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    char name[65];
    (void)facts;
    if (gethostname(name, sizeof(name)) < 0 || sethostname("attacked", 8) < 0)
        return refused(errno);
    (void)sethostname(name, strlen(name));
    struct stat mine;
    /* The initial UTS namespace has a number fixed in the kernel. Source: linux/nsfs.h. */
    if (stat("/proc/self/ns/uts", &mine) < 0 || mine.st_ino == 0xEFFFFFFEu)
        return succeeded("in the host's UTS namespace");
    return contained("the guest's own");
}

ATTACK("rename the host", attempt, EPERM)
