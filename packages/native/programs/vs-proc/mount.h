/* The file system of an instance: RUN/proc. */
#pragma once
#include "failure.h"
#include "layout.h"
#include <stdbool.h>

/* Opens the device and mounts it; what an earlier one left there is taken away first. 0 or -errno
 * with the step noted. */
int proc_mount(const struct vs_layout_record *layout, int *ret_fuse,
               struct vs_failure *ret_failure);
/* Whether one of ours is there. */
bool proc_is_mounted(const struct vs_layout_record *layout);
void proc_unmount(const struct vs_layout_record *layout);
