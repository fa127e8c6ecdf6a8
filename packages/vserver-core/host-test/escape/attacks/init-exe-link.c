/* A link would outlive the read-only mount it was found on. */
#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    if (leads_inside("/proc/1/exe"))
        return contained("a file of its own");
    return judge(linkat(AT_FDCWD, "/proc/1/exe", AT_FDCWD, "/root/attack.link", AT_SYMLINK_FOLLOW));
}

ATTACK("keep a hard link to its init's program", attempt, EXDEV, EPERM, EACCES)
