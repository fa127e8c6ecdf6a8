#pragma once
#include "guest.h"

/* All return 0 or -errno, with the failure recorded. */
/* What S does before B can build: run directory, storage, the group pid 1 is born in. */
int prepare(struct guest *guest);
/* What it does while B builds, before pid 1 may go: v1 groups, limits, state, console socket. */
int complete(struct guest *guest);
