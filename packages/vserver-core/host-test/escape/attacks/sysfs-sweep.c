/* uevent_helper, power/state and every other switch of the host. */
#include "../program/attack.h"

#include <ftw.h>

static char found[128];
static unsigned looked;

static int look(const char *path, const struct stat *stat, int kind, struct FTW *ftw)
{
    (void)ftw;
    if (strcmp(path, "/sys/fs/cgroup") == 0)
        return FTW_SKIP_SUBTREE;
    if (kind != FTW_F || !(stat->st_mode & 0222))
        return FTW_CONTINUE;
    looked++;
    if (open(path, O_WRONLY | O_NONBLOCK) < 0)
        return FTW_CONTINUE;
    (void)snprintf(found, sizeof(found), "%s", path);
    return FTW_STOP;
}

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    (void)nftw("/sys", look, 16, FTW_PHYS | FTW_ACTIONRETVAL);
    if (found[0])
        return succeeded("%s opens for writing", found);
    return looked > 20 ? contained("%u files, none opens for writing", looked) : refused(ENOENT);
}

ATTACK("open any file of sysfs for writing", attempt, EROFS)
