/*
 * Whether the server still answers. One that ends or is stopped is told by SIGCHLD; this finds one
 * that is there and does nothing, as in a frozen cgroup or in an endless loop.
 */
#pragma once
#include "shared.h"

#define WATCH_MS 2000 /* between looks */

struct watch {
    uint64_t taken;
    bool was_due; /* at the look before there was something to do */
};

/* True: something was to be done at the look before and is now, and nothing was begun since. */
bool watch_is_stuck(struct watch *watch, const struct shared *shared, int fuse);
