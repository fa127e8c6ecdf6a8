#include "bin-age.h"
#include "parse.h"
#include <string.h>

bool vs_bin_is_over(const char *name, time_t changed, uint64_t keep_seconds, time_t now)
{
    uint64_t since;
    const char *dot = strrchr(name, '.');
    if (!dot || vs_parse_number(dot + 1, UINT32_MAX, &since) < 0)
        return false;
    if (changed > 0 && (uint64_t)changed > since)
        since = (uint64_t)changed;
    return now > 0 && since + keep_seconds <= (uint64_t)now;
}
