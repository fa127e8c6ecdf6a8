/* The guest's own numbers in /proc and /sys/devices/system/cpu, served by vs-proc: all or none. */
#pragma once
#include "guest.h"

/* S: takes copies of the mounts, for a guest that has a view; another has the kernel's files. */
int open_virtual_proc(struct guest *guest);
/* B, when S is ready: puts them over the kernel's. */
int mount_virtual_proc(struct guest *guest);
