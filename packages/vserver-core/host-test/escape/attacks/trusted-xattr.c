/* overlay's own marks: a redirect could name a file of another tree. */
#include "../program/attack.h"

#include <sys/xattr.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    if (mkdir("/root/attack.xattr", 0755) < 0 && errno != EEXIST)
        return refused(errno);
    return judge(setxattr("/root/attack.xattr", "trusted.overlay.redirect", "/", 1, 0));
}

ATTACK("write overlay's own marks", attempt, EPERM)
