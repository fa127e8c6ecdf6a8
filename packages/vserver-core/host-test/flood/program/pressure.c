#include "flood.h"

#include <sys/resource.h>
#include <time.h>

double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

bool pressing(const struct pressure *pressure)
{
    return seconds() < pressure->end;
}

bool note(struct pressure *pressure, long result)
{
    if (result >= 0) {
        pressure->done++;
        return false;
    }
    pressure->refusals++;
    pressure->error = errno;
    return true;
}

void raise_open_files(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}
