#pragma once
#include "guest.h"

/* What S does before there is a process: run directory, storage, cgroups, limits. 0 or -errno. */
int prepare(struct guest *guest);
