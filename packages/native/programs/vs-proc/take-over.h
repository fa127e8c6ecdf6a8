/* From one vs-proc to the next, which may be another version. */
#pragma once
#include "layout.h"

/* The processes of an instance, as RUN/proc-state names them. */
struct processes {
    pid_t keeper, server, sampler;
};

/* The same in each of them, so that a successor can ask for them. Source: pidfd_getfd(2). */
#define FD_FUSE   20
#define FD_MEMORY 21

/* Ends what there is and gets its descriptors; -ESRCH when there is nothing to take over. */
int take_over(const struct vs_layout_record *layout, int *ret_fuse, int *ret_memory);
int processes_write(const struct vs_layout_record *layout, const struct processes *processes);
void processes_forget(const struct vs_layout_record *layout);
