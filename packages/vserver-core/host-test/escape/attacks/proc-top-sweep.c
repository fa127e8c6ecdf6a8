/* sysrq-trigger, mtrr, latency_stats and their like. */
#include "../program/attack.h"

#include <dirent.h>

static struct outcome attempt(const struct facts *facts)
{
    struct stat stat;
    unsigned looked = 0;
    DIR *proc = opendir("/proc");
    const struct dirent *entry;
    (void)facts;
    while (proc && (entry = readdir(proc))) {
        if (fstatat(dirfd(proc), entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) < 0 ||
            !S_ISREG(stat.st_mode))
            continue;
        looked++;
        if (openat(dirfd(proc), entry->d_name, O_WRONLY | O_NONBLOCK) >= 0)
            return succeeded("/proc/%.100s opens for writing", entry->d_name);
    }
    return looked > 10 ? contained("%u files, none opens for writing", looked) : refused(ENOENT);
}

ATTACK("open any file at the top of /proc for writing", attempt, EACCES)
