/* Programs of the host, started by pid 1 of the throw-away context. */
#pragma once
#include <sys/types.h>

/* input, output: descriptors that become 0 and 1, or -1 for the caller's own. */
pid_t spawn_command(char *const argv[], int input, int output);
/*
 * Pid 1 inherits orphans: all are reaped until `count` wanted ones have ended. Fills their exit
 * statuses, 128 and the signal for one that was killed.
 */
void await_commands(const pid_t *wanted, int *ret_statuses, int count);
/* Runs one to its end; its exit status. */
int run_command(char *const argv[], int output);
