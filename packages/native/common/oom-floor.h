/*
 * How far a process may lower its own oom_score_adj: down to what somebody with CAP_SYS_RESOURCE of
 * the host has written last. Source: __set_oom_adj().
 */
#pragma once
#include <sys/types.h>

/*
 * Lets a process whose score is above 0 (pid 0: the caller) go back to 0; the score itself and what
 * is at 0 or below stay as they are. Children inherit it. On a host without the capability nobody
 * is held at a score in the first place. 0 or -errno.
 */
int vs_oom_floor_lift(pid_t pid);
