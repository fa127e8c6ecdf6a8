/* The guest's /proc: its own processes, the kernel's knobs read-only, the host's secrets masked. */
#pragma once
#include "guest.h"

/* Stages of B; 0 or -errno. */
int mount_own_proc(struct guest *guest, int root);
int mount_proc(struct guest *guest);
int mask_proc(struct guest *guest);
