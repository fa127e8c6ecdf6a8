/* The memory of shared.h behind its descriptor. */
#pragma once
#include "shared.h"

/* All return 0 or -errno. */
int memory_file_new(int *ret_fd, struct shared **ret_shared);
/* Of a predecessor; one of another version gives a new file with its guests. */
int memory_file_take(int old_fd, int *ret_fd, struct shared **ret_shared);
