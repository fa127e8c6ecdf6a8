/* How a process is scheduled, and what is thought of it when memory is short. */
#pragma once

/*
 * Policy, CPUs, I/O class and OOM score as a process of a fresh system has them: nothing of how the
 * broker was started may reach a guest. Where the kernel refuses, the stricter value stays.
 */
void vs_scheduling_reset(void);
