/* The guest's name servers, for its /etc/resolv.conf. */
#pragma once
#include "guest.h"

/* Stage of B, with the guest's ids for files: only a file of ours, or none, is replaced. */
int write_resolver(struct guest *guest);
