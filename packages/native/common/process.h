/* Processes named by {pid, start time}: a bare pid may be somebody else by now. */
#pragma once
#include <stdint.h>
#include <sys/types.h>

/* Field 22 of /proc/PID/stat, clock ticks since boot. 0 or -errno; ESRCH when gone. */
int vs_process_start(pid_t pid, uint64_t *ret_start);
/* The same out of the file's text. 0 or -EINVAL. */
int vs_process_parse_start(const char *text, uint64_t *ret_start);
/* Opens a pidfd and compares the start time afterwards; ESRCH when it is another process. */
int vs_process_open(pid_t pid, uint64_t start, int *ret_pidfd);
/* Whether the process behind a pidfd has ended (zombies count as ended). */
int vs_process_ended(int pidfd);
