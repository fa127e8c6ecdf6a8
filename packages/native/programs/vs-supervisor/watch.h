#pragma once
#include "guest.h"

/* Serves the boot console until pid 1 ends, then clears away what the guest had. */
void watch(struct guest *guest);
/* Ends what is left of the guest: processes, cgroups, console socket. */
void clear_away(struct guest *guest);
