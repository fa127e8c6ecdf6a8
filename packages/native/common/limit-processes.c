/* Processes and threads: the same file on v1 and v2. */
#include "limit-file.h"

static int set(const struct vs_limit_target *target, struct vs_limit_change *change)
{
    cleanup_fd int dir = vs_limit_directory(target, VS_CONTROLLER_PIDS);
    return dir < 0 ? dir : vs_max_write(dir, "pids.max", change->to->processes);
}

static int get(const struct vs_limit_target *target, struct vs_limit *ret_limit)
{
    cleanup_fd int dir = vs_limit_directory(target, VS_CONTROLLER_PIDS);
    return dir < 0 ? dir : vs_max_read(dir, "pids.max", &ret_limit->processes);
}

const struct vs_limit_step vs_step_processes = {VS_FIELD(VS_LIMIT_PROCESSES), set, get};
