#pragma once
#include "guest.h"

/*
 * Starts B, which waits until guest->begin is set and then builds. It ends by itself; S sees by
 * guest->builder_pidfd when, and by guest->tree_ready how. 0 or -errno.
 */
int start_builder(struct guest *guest);
