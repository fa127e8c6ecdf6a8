#include "../program/attack.h"

static struct outcome attempt(const struct facts *facts)
{
    uint64_t entry = 0;
    (void)facts;
    int flags = open("/proc/kpageflags", O_RDONLY);
    if (flags >= 0)
        return succeeded("/proc/kpageflags");
    int map = open("/proc/self/pagemap", O_RDONLY);
    if (map < 0 || pread(map, &entry, 8, (off_t)((uintptr_t)&entry / 4096 * 8)) != 8)
        return refused(errno);
    /* proc(5): bits 0 to 54 are the frame's number, 0 without CAP_SYS_ADMIN of the host. */
    return entry & ((1ull << 55) - 1) ? succeeded("a frame number") : contained("frames read as 0");
}

ATTACK("learn physical addresses", attempt, EACCES, EPERM)
