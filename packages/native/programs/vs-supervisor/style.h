/* What each init style executes. */
#pragma once
#include "guest.h"

/* Returns only when it failed, -errno. init_fd: vs-init, for style plain. */
int execute_init(const struct guest *guest, int init_fd);
