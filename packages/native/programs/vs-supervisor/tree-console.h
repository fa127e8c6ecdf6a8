#pragma once
#include "guest.h"

/* Stage of B: a pty of the guest's own devpts becomes /dev/console. 0 or -errno. */
int make_console(struct guest *guest);
