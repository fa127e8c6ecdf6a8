#include "scheduling.h"
#include "file.h"
#include "kernel.h"
#include <sched.h>
#include <string.h>

#define CPUS_MAX 8192 /* what the kernel can be built for */

/* Source: ioprio_set(2). */
#define IO_WHO_PROCESS 1
#define IO_CLASS_NONE  0

void vs_scheduling_reset(void)
{
    static const struct sched_param NO_PRIORITY = {0};
    unsigned char all[CPUS_MAX / 8];
    memset(all, 0xff, sizeof(all));
    (void)syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, &NO_PRIORITY);
    (void)syscall(SYS_sched_setaffinity, 0, sizeof(all), all); /* a cpuset still holds */
    (void)syscall(SYS_ioprio_set, IO_WHO_PROCESS, 0, IO_CLASS_NONE);
    (void)vs_file_write(AT_FDCWD, "/proc/self/oom_score_adj", "0");
}
