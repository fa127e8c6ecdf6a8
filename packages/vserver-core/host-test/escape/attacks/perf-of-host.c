#include "../program/attack.h"

#include <linux/perf_event.h>

static struct outcome attempt(const struct facts *facts)
{
    (void)facts;
    struct perf_event_attr attr = {
        .type = PERF_TYPE_SOFTWARE, .size = sizeof(attr), .config = PERF_COUNT_SW_CPU_CLOCK};
    return judge(syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC));
}

ATTACK("measure every process of a CPU", attempt, EPERM, EACCES)
