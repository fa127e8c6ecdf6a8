/* The interpreter it names runs for everybody of the user namespace that registers it: the host's,
 * before 6.7. */
#include "../program/attack.h"

#include <sys/mount.h>
#include <sys/utsname.h>

static struct outcome attempt(const struct facts *facts)
{
    struct utsname name;
    unsigned major = 0, minor = 0;
    (void)facts;
    if (open("/proc/sys/fs/binfmt_misc/register", O_WRONLY) >= 0)
        return succeeded("the host's own");
    own_mounts();
    if (mount("binfmt_misc", "/tmp", "binfmt_misc", 0, NULL) < 0)
        return refused(errno);
    (void)uname(&name);
    (void)sscanf(name.release, "%u.%u", &major, &minor);
    return major * 100 + minor < 607 ? succeeded("the host's own")
                                     : contained("an instance of its own");
}

ATTACK("register an interpreter for the host's programs", attempt, EPERM, EACCES)
