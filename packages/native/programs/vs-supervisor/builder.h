#pragma once
#include "guest.h"

/*
 * Lets B do its work: afterwards guest->pid is a process that waits in the guest's namespaces with
 * the finished mount tree. 0 or -errno; on failure pid 1 may already be there and is the caller's
 * to kill. B itself is not waited for: its mount namespace takes milliseconds to go, and nobody
 * needs that.
 */
int run_builder(struct guest *guest);
