/* Whatever sysctl a new kernel brings. */
#include "../program/attack.h"

#include <ftw.h>

static char found[128];
static unsigned looked;

static int look(const char *path, const struct stat *stat, int kind, struct FTW *ftw)
{
    (void)stat;
    (void)ftw;
    if (kind != FTW_F)
        return 0;
    looked++;
    if (open(path, O_WRONLY | O_NONBLOCK) < 0)
        return 0;
    (void)snprintf(found, sizeof(found), "%s", path);
    return 1;
}

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    (void)nftw("/proc/sys", look, 16, FTW_PHYS);
    if (found[0])
        return succeeded("%s opens for writing", found);
    return looked > 100 ? contained("%u files, none opens for writing", looked) : refused(ENOENT);
}

ATTACK("open any sysctl for writing", attempt, EROFS)
