#pragma once
#include "guest.h"

/*
 * Runs H to its end: afterwards guest->pid is a process that waits in the guest's namespaces with
 * the finished mount tree. 0 or -errno; on failure pid 1 may already be there and is the caller's
 * to kill.
 */
int run_helper(struct guest *guest);
