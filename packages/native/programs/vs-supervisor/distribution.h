/* What distributions' own start-up files get wrong in a guest, set right before each start. */
#pragma once
#include "guest.h"

/*
 * A stage of B, on the mounted root and with the guest's ids: changes the files that DISTRIBUTION
 * lists for the guest's style. What the guest made unusual (a link, a device, a huge file) is left
 * alone; only a full disk fails.
 */
int fix_distribution(struct guest *guest);
