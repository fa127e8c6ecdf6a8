#pragma once
#include "layout.h"
#include <stddef.h>

/*
 * A guest's merged tree as a detached mount, with ids as on disk, and by what it will be known
 * among the mounts. It must be stopped and held, see guest-lock.h. The caller, which has one
 * thread, gets mounts of its own. 0 or -errno.
 */
int vs_guest_view(const struct vs_layout_record *layout, const char *name, bool may_write,
                  char *ret_mark, size_t size, int *ret_mount);
