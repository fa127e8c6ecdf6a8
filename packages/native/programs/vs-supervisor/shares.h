/* Shared areas: directories of the host's storage that several guests of one owner see. */
#pragma once
#include "guest.h"

/* Stage of S, after the state names the areas: makes those that are missing and opens all. */
int open_shares(struct guest *guest);
/* Stage of B: shows them in the tree, in the guest's own ids. */
int mount_shares(struct guest *guest);
