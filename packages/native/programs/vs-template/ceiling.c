/* How much a template may be. A source can promise far more than a storage holds. */
#include "ceiling.h"
#include "build.h"
#include <sys/statvfs.h>

#define GIB (1ull << 30)

/* What other guests must find free: a twentieth of the storage, but no more than a gibibyte. */
static bool is_below_reserve(int storage)
{
    struct statvfs status;
    if (fstatvfs(storage, &status) < 0)
        return false;
    uint64_t size = (uint64_t)status.f_blocks * status.f_frsize;
    uint64_t reserve = size / 20 < GIB ? size / 20 : GIB;
    if ((uint64_t)status.f_bavail * status.f_frsize < reserve)
        return true;
    /* btrfs and others have no fixed number of inodes and say 0. */
    return status.f_files > 0 && status.f_favail < status.f_files / 100;
}

const char *ceiling_passed(const struct build *build)
{
    if (build->tally.entries > TREE_ENTRIES_MAX)
        return "The source has more than a million files";
    if (build->tally.bytes > TREE_BYTES_MAX)
        return "The source unpacks to more than 64 GiB";
    if (build->storage_fd >= 0 && is_below_reserve(build->storage_fd))
        return "The storage has too little room left";
    return NULL;
}
